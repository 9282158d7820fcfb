// The colours of the three base maps: light for work, dark for the command centre, and one to lie over or imitate imagery.

export type Palette = {
  outside: string
  land: string
  green: string
  wood: string
  farm: string
  built: string
  industry: string
  water: string
  waterEdge: string
  building: string
  buildingEdge: string
  motorway: string
  trunk: string
  primary: string
  street: string
  casingStrong: string
  casing: string
  rail: string
  railGap: string
  county: string
  township: string
  community: string
  text: string
  textSoft: string
  textWater: string
  textRoad: string
  halo: string
  place: Record<'care' | 'learn' | 'rule' | 'move' | 'green' | 'shop' | 'other', string>
}

export const palettes: Record<'light' | 'dark' | 'imagery', Palette> = {
  light: {
    outside: '#e9ebee',
    land: '#f8f6f1',
    green: '#d3e8c6',
    wood: '#dfecd3',
    farm: '#f3f3e4',
    built: '#f3f0ea',
    industry: '#eeebf0',
    water: '#a6d2ef',
    waterEdge: '#86bce0',
    building: '#e5dfd5',
    buildingEdge: '#d2cabd',
    motorway: '#f4b25c',
    trunk: '#f9d27e',
    primary: '#fde7ac',
    street: '#ffffff',
    casingStrong: '#d99a45',
    casing: '#d9d4c9',
    rail: '#8b8f98',
    railGap: '#f4f3f1',
    county: '#a57fa8',
    township: '#b9a9b8',
    community: '#cbbfc8',
    text: '#33383f',
    textSoft: '#6b6f78',
    textWater: '#3f7fae',
    textRoad: '#6e5b3c',
    halo: '#ffffff',
    place: {
      care: '#c64545',
      learn: '#3a6fb5',
      rule: '#b03030',
      move: '#3c6e96',
      green: '#4b8a3f',
      shop: '#b36a1e',
      other: '#777c86',
    },
  },
  dark: {
    outside: '#090f1a',
    land: '#111a2b',
    green: '#13283a',
    wood: '#122534',
    farm: '#121d2e',
    built: '#152036',
    industry: '#171f38',
    water: '#0c4470',
    waterEdge: '#1a6399',
    building: '#1d2b45',
    buildingEdge: '#2a3c5e',
    motorway: '#8a6a35',
    trunk: '#6d5c3c',
    primary: '#4b5570',
    street: '#2b3a57',
    casingStrong: '#0b1220',
    casing: '#0d1626',
    rail: '#59647c',
    railGap: '#111a2b',
    county: '#5f8fc7',
    township: '#3b5680',
    community: '#2e4263',
    text: '#dbe6f5',
    textSoft: '#93a5c2',
    textWater: '#76b4e6',
    textRoad: '#a8b4c8',
    halo: '#0a1220',
    place: {
      care: '#ef8b8b',
      learn: '#86b4f0',
      rule: '#f09a9a',
      move: '#8cc3e8',
      green: '#86c97a',
      shop: '#e8b173',
      other: '#9aa7bd',
    },
  },
  imagery: {
    outside: '#26302a',
    land: '#4c5a41',
    green: '#4c6b3d',
    wood: '#3d5634',
    farm: '#66704a',
    built: '#77776c',
    industry: '#7f7e78',
    water: '#33565f',
    waterEdge: '#2a474f',
    building: '#a39c90',
    buildingEdge: '#7f796f',
    motorway: '#cbb68a',
    trunk: '#c4b798',
    primary: '#bdb7a6',
    street: '#a9a79c',
    casingStrong: '#6d675a',
    casing: '#6a6a60',
    rail: '#52524e',
    railGap: '#8b8a82',
    county: '#ffd27a',
    township: '#e6d6a8',
    community: '#d8d0b4',
    text: '#ffffff',
    textSoft: '#f0efe6',
    textWater: '#d5ecf5',
    textRoad: '#fff4d8',
    halo: '#1c241e',
    place: {
      care: '#ffb3b3',
      learn: '#bcd6ff',
      rule: '#ffb9b9',
      move: '#bfe3ff',
      green: '#c6f0b8',
      shop: '#ffd7a6',
      other: '#e9e9e2',
    },
  },
}

/** Which colour group a kind of place belongs to; kinds that are not named here are 'other'. */
const groups: Record<Exclude<keyof Palette['place'], 'other'>, string> = {
  care: 'hospital clinic pharmacy health',
  learn: 'school kindergarten university college library museum stadium',
  rule: 'government police court fire-station community-office post',
  move: 'station coach-station bus-stop metro-station parking bridge fuel airport port',
  green: 'park square scenic mountain peak garden temple',
  shop: 'mall market supermarket restaurant hotel bank',
}
export const placeGroups = Object.entries(groups).map(
  ([group, kinds]) => [group, kinds.split(' ')] as [keyof Palette['place'], string[]],
)
