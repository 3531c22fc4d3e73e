// The dark squares of a QR code as the path of an SVG: a rectangle for each run of a row.

export function squaresOf(rows: boolean[][]): string {
  return rows
    .flatMap((row, y) => {
      const runs: string[] = [];

      for (let x = 0; x < row.length; x++) {
        const from = x;

        while (row[x]) x++;
        if (x > from) runs.push(`M${from} ${y}h${x - from}v1h-${x - from}z`);
      }
      return runs;
    })
    .join('');
}
