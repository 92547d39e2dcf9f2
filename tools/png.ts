import { crc32, deflateSync, inflateSync } from 'node:zlib';

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

const NO_ROW = Buffer.alloc(0);

/** @throws Error when the bytes are no PNG of 8-bit true colour without interlacing. */
export function decodePng(bytes: Buffer): Picture {
  if (bytes.subarray(0, 8).toString('hex') !== SIGNATURE) throw new Error('not a PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colour, , , interlaced] = bytes.subarray(24, 29);
  const samples = SAMPLES[colour ?? 0];
  if (depth !== 8 || samples === undefined || interlaced !== 0) throw new Error('a form this reader lacks');
  const rows = unfilter(inflateSync(Buffer.concat(dataOf(bytes))), width * samples, samples, height);
  return {
    width,
    height,
    hasAlpha: samples === 4,
    pixel(x, y) {
      const [red = 0, green = 0, blue = 0, alpha = 255] = (rows[y] ?? NO_ROW).subarray(
        x * samples,
        (x + 1) * samples,
      );
      return [red, green, blue, alpha];
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
      const corner = x < step ? 0 : (above[x - step] ?? 0);
      row[x] = ((row[x] ?? 0) + predicted(data[start] ?? 0, left, above[x] ?? 0, corner)) % 256;
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
  return [0, left, above, Math.floor((left + above) / 2), nearest][filter] ?? 0;
}

/** Screenshots of text are told well enough by so many colours; each pixel is then one byte, and most repeat. */
const PALETTE = 32;

/**
 * The same picture in the 32 colours that tell most of it: a sixth of the bytes for screenshots of text.
 * @param height in pixels, where only the upper part is kept
 */
export function shrinkPng(bytes: Buffer, height?: number): Buffer {
  const picture = decodePng(bytes);
  const { width } = picture;
  const rows = Math.min(picture.height, height ?? picture.height);
  const pixels = Array.from({ length: rows }, (_row, y) =>
    Array.from({ length: width }, (_column, x) => keyOf(picture.pixel(x, y))),
  );
  const counts = new Map<number, number>();
  for (const row of pixels) for (const key of row) counts.set(key, (counts.get(key) ?? 0) + 1);
  // Verdicts are told in few pixels of colour, among many of grey.
  const weight = (key: number, count: number) => count * (1 + spreadOf(key));
  const frequent = [...counts].sort((a, b) => weight(...b) - weight(...a)).map(([key]) => key);
  const palette = frequent.slice(0, PALETTE);
  const nearest = new Map(frequent.map((key) => [key, nearestOf(key, palette)]));
  const data = Buffer.alloc(rows * (width + 1));
  pixels.forEach((row, y) =>
    row.forEach((key, x) => (data[y * (width + 1) + 1 + x] = nearest.get(key) ?? 0)),
  );
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(rows, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from(SIGNATURE, 'hex'),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap(colourOf))),
    chunk('IDAT', deflateSync(data, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Colours that differ by less than an eye sees are one: six bits a sample. */
function keyOf([red, green, blue]: ReturnType<Picture['pixel']>): number {
  return ((red >> 2) << 12) | ((green >> 2) << 6) | (blue >> 2);
}

function colourOf(key: number): [number, number, number] {
  const full = (sample: number) => (sample << 2) | (sample >> 4);
  return [full(key >> 12), full((key >> 6) & 63), full(key & 63)];
}

/** How far from grey a colour is, 0 to 255. */
function spreadOf(key: number): number {
  const samples = colourOf(key);
  return Math.max(...samples) - Math.min(...samples);
}

function nearestOf(key: number, palette: readonly number[]): number {
  const [red, green, blue] = colourOf(key);
  let best = 0;
  let least = Infinity;
  palette.forEach((other, at) => {
    const [r, g, b] = colourOf(other);
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [best, least] = [at, distance];
  });
  return best;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
