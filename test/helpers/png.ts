import { inflateSync } from 'node:zlib';

/** A PNG picture, decoded: `pixel` gives red, green, blue and alpha, each 0 to 255. */
export interface Picture {
  width: number;
  height: number;
  hasAlpha: boolean;
  pixel: (x: number, y: number) => [red: number, green: number, blue: number, alpha: number];
}

const SIGNATURE = '89504e470d0a1a0a';
/** Samples a pixel by colour type: true colour, and true colour with alpha. Source: PNG specification, 11.2.2. */
const SAMPLES: Partial<Record<number, number>> = { 2: 3, 6: 4 };

/** @throws Error when the bytes are no PNG of 8-bit true colour without interlacing. */
export function decodePng(bytes: Buffer): Picture {
  if (bytes.subarray(0, 8).toString('hex') !== SIGNATURE) throw new Error('not a PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colour, , , interlaced] = bytes.subarray(24, 29);
  const samples = SAMPLES[colour!];
  if (depth !== 8 || samples === undefined || interlaced !== 0) throw new Error('a form this reader lacks');
  const rows = unfilter(inflateSync(Buffer.concat(dataOf(bytes))), width * samples, samples, height);
  return {
    width,
    height,
    hasAlpha: samples === 4,
    pixel(x, y) {
      const [red, green, blue, alpha = 255] = rows[y]!.subarray(x * samples, (x + 1) * samples);
      return [red!, green!, blue!, alpha];
    },
  };
}

function dataOf(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12) {
    if (bytes.subarray(at + 4, at + 8).toString('latin1') !== 'IDAT') continue;
    parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  return parts;
}

/** Undoes the filters of the rows. Source: PNG specification, 9.2. */
function unfilter(data: Buffer, length: number, step: number, height: number): Buffer[] {
  const rows: Buffer[] = [];
  let above = Buffer.alloc(length);
  for (let y = 0; y < height; y++) {
    const start = y * (length + 1);
    const row = Buffer.from(data.subarray(start + 1, start + 1 + length));
    for (let x = 0; x < length; x++) {
      const left = row[x - step] ?? 0;
      const corner = x < step ? 0 : above[x - step]!;
      row[x] = (row[x]! + predicted(data[start]!, left, above[x]!, corner)) % 256;
    }
    rows.push(row);
    above = row;
  }
  return rows;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const nearest = [left, above, corner].reduce((best, one) =>
    Math.abs(guess - one) < Math.abs(guess - best) ? one : best,
  );
  return [0, left, above, Math.floor((left + above) / 2), nearest][filter]!;
}
