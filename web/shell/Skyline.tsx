// A quiet line drawing for the sign-in page: hills, a river with a bridge, houses of a city. Pure SVG, no picture to load.

const houses: [x: number, width: number, height: number][] = [
  [24, 46, 70],
  [74, 34, 120],
  [112, 52, 92],
  [168, 30, 168],
  [202, 44, 110],
  [250, 58, 140],
  [312, 26, 206],
  [342, 50, 128],
  [396, 40, 86],
  [440, 56, 156],
  [500, 32, 112],
  [536, 48, 74],
]

export function Skyline() {
  return (
    <svg className="skyline" viewBox="0 0 600 420" preserveAspectRatio="xMidYMax slice">
      <path d="M0 210 C90 150 150 190 230 150 S390 110 470 160 560 150 600 130 V420 H0Z" className="hill hill-far" />
      <path d="M0 260 C110 200 200 250 300 215 S500 190 600 230 V420 H0Z" className="hill" />
      <g className="houses">
        {houses.map(([x, width, height]) => (
          <g key={x}>
            <rect x={x} y={320 - height} width={width} height={height} />
            {Array.from({ length: Math.floor(height / 22) }, (_, row) => (
              <line key={row} x1={x + 8} x2={x + width - 8} y1={320 - height + 14 + row * 22} y2={320 - height + 14 + row * 22} />
            ))}
          </g>
        ))}
      </g>
      <rect x="0" y="320" width="600" height="100" className="river" />
      <g className="bridge">
        <path d="M-10 338 H610" />
        <path d="M40 338 C110 270 190 270 260 338 M260 338 C330 270 410 270 480 338 M480 338 C540 282 600 280 640 330" />
        {[75, 110, 150, 190, 225, 295, 330, 370, 410, 445, 520, 560].map((x) => (
          <path key={x} d={`M${x} 338 V${338 - 14 - Math.round(34 * Math.abs(Math.sin(((x - 40) / 220) * Math.PI)))}`} />
        ))}
        <path d="M260 338 V372 M480 338 V372 M40 338 V372" />
      </g>
      <g className="ripples">
        <path d="M60 384 h70 M170 396 h50 M300 382 h90 M430 400 h60 M520 386 h40 M90 408 h60 M350 410 h50" />
      </g>
    </svg>
  )
}
