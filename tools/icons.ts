import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** The icons a Teams app needs, and their sides in pixels: manifest schema 1.29, `icons`. */
const ICONS = { color: 192, outline: 32 } as const;

/** `npm run icons`: draws manifest/*.svg as PNG files beside them. What an icon leaves free stays transparent. */
async function icons(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  for (const [name, side] of Object.entries(ICONS)) {
    const page = await browser.newPage({ viewport: { width: side, height: side } });
    const drawing = readFileSync(join('manifest', `${name}.svg`), 'utf8');
    await page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawing}`);
    await page.screenshot({ path: join('manifest', `${name}.png`), omitBackground: true });
  }
  await browser.close();
}

void icons();
