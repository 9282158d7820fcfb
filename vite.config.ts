// Builds the staff web and the two small files of citizen pages into dist/web; nothing in it is fetched from elsewhere.

import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const inPackage = (name: string) => new RegExp(`[\\\\/]node_modules[\\\\/](?:${name})[\\\\/]`)

// The page lies in web/, the server looks for it at the top of dist/web.
const deskAtTop: Plugin = {
  name: 'desk-at-top',
  enforce: 'post',
  generateBundle(_, bundle) {
    const page = bundle['web/desk.html']
    if (page) page.fileName = 'desk.html'
  },
}

export default defineConfig({
  publicDir: false,
  plugins: [react(), deskAtTop],
  worker: { format: 'es' },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // Fonts, pictures and the map's worker stay files of their own: the content security policy knows no data: scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1300,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { desk: 'web/desk.html', citizen: 'web/citizen/citizen.ts', 'citizen-style': 'web/citizen/citizen.css' },
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: inPackage(
                'react|react-dom|scheduler|react-router|@tanstack[\\\\/][^\\\\/]+|i18next|react-i18next|use-sync-external-store',
              ),
              priority: 30,
            },
            {
              name: 'antd',
              test: inPackage(
                'antd|@ant-design[\\\\/][^\\\\/]+|@rc-component[\\\\/][^\\\\/]+|@emotion[\\\\/][^\\\\/]+|stylis|dayjs|scroll-into-view-if-needed',
              ),
              priority: 20,
            },
            { name: 'maplibre', test: inPackage('maplibre-gl|@maplibre[\\\\/][^\\\\/]+|@mapbox[\\\\/][^\\\\/]+'), priority: 20 },
            { name: 'echarts', test: inPackage('echarts|zrender'), priority: 20 },
            { name: 'flow', test: inPackage('@xyflow[\\\\/][^\\\\/]+|@dagrejs[\\\\/][^\\\\/]+|d3-[a-z]+|zustand'), priority: 20 },
          ],
        },
      },
    },
  },
  // For work on pages with the server running on its own port: node node_modules/vite/bin/vite.js
  server: {
    proxy: Object.fromEntries(['/api', '/tiles'].map((path) => [path, `http://127.0.0.1:${process.env['PORT'] ?? 8080}`])),
  },
})
