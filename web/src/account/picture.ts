// A person's picture: cut to a square, and small enough to be part of the account.

const SIDE = 80; // pixels
const MOST = 2000; // characters: access tokens and the session's cookie carry it
const QUALITIES = [0.8, 0.6, 0.4, 0.2];

// The largest square in the middle of a picture.
export function middleSquare(width: number, height: number): [x: number, y: number, side: number] {
  const side = Math.min(width, height);

  return [Math.floor((width - side) / 2), Math.floor((height - side) / 2), side];
}

export async function pictureOf(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');

  if (!pen) throw new Error('this browser does not draw');
  const [x, y, side] = middleSquare(picture.width, picture.height);

  canvas.width = SIDE;
  canvas.height = SIDE;
  pen.fillStyle = '#fff'; // a JPEG is not transparent
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE);
  for (const quality of QUALITIES) {
    for (const type of ['image/webp', 'image/jpeg']) {
      const text = canvas.toDataURL(type, quality);

      if (text.length <= MOST && text.startsWith(`data:${type}`)) return text;
    }
  }
  throw new Error('the picture does not become small enough');
}
