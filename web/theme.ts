// Colours, sizes and the Ant Design theme of the staff web: one accent, small radius, dense; every pair of text and ground is AA.
import type { ThemeConfig } from 'antd'
import { theme } from 'antd'

/** On white: accent 6.9:1, late 6.1:1, warn 5.0:1, good 5.3:1, quiet 5.6:1. */
export const color = {
  accent: '#0b5cad',
  accentDeep: '#084785',
  accentWash: '#e8f1fb',
  late: '#c0271f',
  lateWash: '#fdeeec',
  warn: '#9a5b00',
  warnWash: '#fff5e0',
  good: '#1b7a43',
  goodWash: '#e7f5ec',
  text: '#1c2733',
  quiet: '#5b6875',
  line: '#dfe4ea',
  ground: '#f2f5f8',
  paper: '#ffffff',
}

/** On the wall's dark ground (#0a1522): all at least 4.5:1. */
export const wall = {
  ground: '#0a1522',
  paper: '#101f30',
  line: '#22354a',
  text: '#e6eef6',
  quiet: '#93a7bb',
  accent: '#4aa8ff',
  late: '#ff6b5e',
  warn: '#ffb547',
  good: '#4ccb85',
}

/** Series colours that stay apart for colour-blind eyes (after Okabe and Ito, darkened for white ground). */
export const palette = ['#0b5cad', '#d2691e', '#1b7a43', '#8a4f9e', '#b8860b', '#20808d', '#a33b5c', '#566573']
export const wallPalette = ['#4aa8ff', '#ffb547', '#4ccb85', '#c79bff', '#ff8f6b', '#5fd0d8', '#f48fb1', '#93a7bb']

/** System fonts first: they are there at once; the packaged Noto Sans SC only where the machine has no Chinese font. */
export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "HarmonyOS Sans SC", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC Variable", sans-serif'

const shared: ThemeConfig = {
  hashed: false,
  token: {
    fontFamily,
    fontSize: 14,
    borderRadius: 4,
    borderRadiusLG: 6,
    controlHeight: 32,
    wireframe: false,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.18s',
  },
}

export const dayTheme: ThemeConfig = {
  ...shared,
  token: {
    ...shared.token,
    colorPrimary: color.accent,
    colorLink: color.accent,
    colorInfo: color.accent,
    colorError: color.late,
    colorWarning: '#b86e00',
    colorSuccess: color.good,
    colorText: color.text,
    colorTextSecondary: color.quiet,
    colorTextDescription: color.quiet,
    colorTextPlaceholder: '#6d7985',
    colorBorder: '#c6ced7',
    colorBorderSecondary: color.line,
    colorBgLayout: color.ground,
  },
  components: {
    Table: {
      cellPaddingBlockSM: 7,
      cellPaddingInlineSM: 10,
      cellPaddingBlock: 11,
      headerBg: '#f6f8fa',
      headerColor: '#43505d',
      headerSplitColor: 'transparent',
      rowHoverBg: '#f3f8fd',
      headerBorderRadius: 0,
    },
    Menu: {
      itemHeight: 34,
      itemMarginBlock: 1,
      itemMarginInline: 8,
      itemBorderRadius: 4,
      itemBg: 'transparent',
      subMenuItemBg: 'transparent',
      itemSelectedBg: color.accentWash,
      itemSelectedColor: color.accentDeep,
      groupTitleFontSize: 12,
      iconMarginInlineEnd: 8,
    },
    Form: { itemMarginBottom: 18, verticalLabelPadding: '0 0 4px' },
    Card: { headerHeightSM: 42, headerFontSizeSM: 14, bodyPaddingSM: 14 },
    Tag: { defaultBg: '#f1f4f7' },
    Modal: { titleFontSize: 16 },
  },
}

export const wallTheme: ThemeConfig = {
  ...shared,
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared.token,
    colorPrimary: wall.accent,
    colorLink: wall.accent,
    colorBgBase: wall.ground,
    colorBgContainer: wall.paper,
    colorBgElevated: '#16283c',
    colorText: wall.text,
    colorTextSecondary: wall.quiet,
    colorBorder: '#34506b',
    colorBorderSecondary: wall.line,
  },
}
