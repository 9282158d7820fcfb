// The sign of the platform: a few houses of different heights on one line.

export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="6" className="mark-ground" />
      <path d="M7 25V14.5L12 11v14M12 25V8.5L20 5v20M20 25V12l5 3v10M4.5 25h23" className="mark-lines" />
    </svg>
  )
}
