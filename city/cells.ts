export const cells = () => [] as { polygon: any; centre: any }[]
