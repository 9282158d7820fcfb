export const buildings = () => [] as { polygon: any; centre: any; use: string }[]
