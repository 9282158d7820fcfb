// The Ant Design theme of the staff web: one accent, small radius, dense.

import type { ThemeConfig } from 'antd'
import { theme } from 'antd'
import { color, fontFamily, wall } from './colors.ts'

export { color, fontFamily, palette, wall, wallPalette } from './colors.ts'

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
    colorTextPlaceholder: '#616d79',
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
    Form: { itemMarginBottom: 22, verticalLabelPadding: '0 0 4px' },
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
