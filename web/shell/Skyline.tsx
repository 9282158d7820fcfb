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
        {[40, 260, 480].map((from) => (
          <path key={from} d={`M${from} 338 Q${from + 110} 232 ${from + 220} 338`} />
        ))}
        {[40, 260, 480].flatMap((from) =>
          [0.12, 0.24, 0.37, 0.5, 0.63, 0.76, 0.88].map((part) => (
            // The height of that parabola at this part of its span.
            <path key={from + part} d={`M${from + 220 * part} 338 v${-212 * part * (1 - part)}`} />
          )),
        )}
        <path d="M260 338 V372 M480 338 V372 M40 338 V372" />
      </g>
      <g className="ripples">
        <path d="M60 384 h70 M170 396 h50 M300 382 h90 M430 400 h60 M520 386 h40 M90 408 h60 M350 410 h50" />
      </g>
    </svg>
  )
}
