import { readFileSync } from 'node:fs';
import { decodePng, type Picture } from '../../tools/png';

const icon = (name: string) => decodePng(readFileSync(`manifest/${name}.png`));

function* pixelsOf({ width, height, pixel }: Picture) {
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) yield pixel(x, y);
}

test('the colour icon is 192 by 192, opaque, in more than one colour', () => {
  const picture = icon('color');
  expect([picture.width, picture.height]).toEqual([192, 192]);
  const pixels = [...pixelsOf(picture)];
  expect(pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
  expect(new Set(pixels.map((pixel) => pixel.join())).size).toBeGreaterThan(20);
});

test('the outline icon is 32 by 32: white lines on nothing', () => {
  const picture = icon('outline');
  expect([picture.width, picture.height, picture.hasAlpha]).toEqual([32, 32, true]);
  const pixels = [...pixelsOf(picture)];
  const drawn = pixels.filter(([, , , alpha]) => alpha > 0);
  expect(drawn.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
  expect(drawn.some(([, , , alpha]) => alpha === 255)).toBe(true);
  // Lines, not a filled shape, and none cut off by the edge.
  expect(drawn.length / pixels.length).toBeGreaterThan(0.1);
  expect(drawn.length / pixels.length).toBeLessThan(0.5);
  for (let at = 0; at < 32; at++)
    for (const [x, y] of [
      [at, 0],
      [at, 31],
      [0, at],
      [31, at],
    ] as const)
      expect(picture.pixel(x, y)[3]).toBe(0);
});
