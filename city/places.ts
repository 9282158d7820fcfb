export const places = () => [] as { landmark: boolean; at: any; name: string }[]
