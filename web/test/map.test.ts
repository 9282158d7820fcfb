// What is drawn over the map.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { color, palette, wall } from '../colors.ts'
import { boundsOf, layerColor, markerColor, tileLayers, tileSource } from '../map/overlays.ts'

test('a layer has its own colour, a named role, or the next of the palette', () => {
  assert.equal(layerColor({ color: '#123456' }, 0, 'light'), '#123456')
  assert.equal(layerColor({ color: 'late' }, 0, 'light'), color.late)
  assert.equal(layerColor({ color: 'late' }, 0, 'dark'), wall.late)
  assert.equal(layerColor({ color: 'free' }, 1, 'light'), palette[1])
  assert.equal(markerColor({ id: '1', lng: 0, lat: 0, kind: 'late' }, 'light'), color.late)
})

test('every geometry is drawn from its own tiles, and the first drawing can be asked for by the layer id', () => {
  for (const geometry of ['point', 'line', 'polygon'] as const) {
    const layer = { id: 'bikes.stations', name: { zh: '', en: '' }, geometry, color: '#000' }
    const drawn = tileLayers(layer, '#000', 1, 'light')
    assert.ok(drawn.some((one) => one.id === 'y-bikes.stations'))
    assert.ok(drawn.every((one) => 'source-layer' in one && one['source-layer'] === 'bikes.stations'))
    assert.match(JSON.stringify(tileSource(layer, 'http://h')), /http:\/\/h\/tiles\/bikes\.stations\/\{z\}\/\{x\}\/\{y\}/)
  }
})

test('bounds take in markers and any geometry', () => {
  const polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [113, 27],
        [114, 27],
        [114, 28],
        [113, 27],
      ],
    ],
  } as const
  const feature = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: polygon }] }
  assert.deepEqual(boundsOf([{ id: 'a', lng: 112.5, lat: 27.5 }], [{ id: 's', geojson: feature as never }]), [112.5, 27, 114, 28])
  assert.equal(boundsOf([], []), undefined)
})
