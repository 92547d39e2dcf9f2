import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser, withLocalService } from './local-service';
import { shrinkPng } from './png';

const FOLDER = join('docs', 'pictures');

/** Which cards stand together: by the function of src/cards/ that draws them, as they are sent, and some opened. */
const KINDS = {
  answers: /^renderAnswerCard\/(?!.*opened)/,
  few: /^renderAnswerCard\/(?:confirmed|checks go on|two candidates|masked secrets|timeline)$/,
  talk: /^(?:render(?!Answer|Note)\w+|privateCard|dialogCard)\/(?!.*opened)/,
  notes: /^renderNoteCard/,
};

const LOOKS = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  contrast: { colorScheme: 'dark', forcedColors: 'active' },
} as const;

/** Width of a card where the window has that of the name, and how many stand side by side. */
const WIDTHS = { 360: { card: 340, columns: 6 }, 1280: { card: 828, columns: 3 } };

type Sheet = readonly [kinds: keyof typeof KINDS, width: keyof typeof WIDTHS, look: keyof typeof LOOKS];

/** A handful: what differs between the looks is colour alone, and tests compare the rest. */
const SHEETS: readonly Sheet[] = [
  ['answers', 360, 'light'],
  ['answers', 360, 'dark'],
  ['answers', 1280, 'light'],
  ['few', 1280, 'dark'],
  ['few', 360, 'contrast'],
  ['talk', 360, 'light'],
  ['talk', 360, 'dark'],
  ['talk', 360, 'contrast'],
  ['talk', 1280, 'light'],
  ['notes', 360, 'light'],
];

/** `npm run gallery`: every card in every state, on a few sheets, into docs/pictures/gallery-*.png. */
async function gallery(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await withLocalService({}, async (address) => {
    const browser = await openBrowser();
    for (const sheet of SHEETS) await drawSheet(browser, `${address}gallery?states`, sheet);
    await browser.close();
  });
}

async function drawSheet(browser: Browser, address: string, [kinds, width, look]: Sheet): Promise<void> {
  const { card, columns } = WIDTHS[width];
  const viewport = { width: columns * (card + 16), height: 900 };
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce', ...LOOKS[look] });
  await page.goto(address);
  await page.waitForSelector('body[data-drawn]');
  await page.evaluate(
    ({ source, columns: count }) => {
      const wanted = new RegExp(source);
      for (const article of document.querySelectorAll('article'))
        if (!wanted.test(article.id)) article.remove();
      document.body.dataset.sheet = 'yes';
      document.querySelector('main')?.setAttribute('style', `columns: ${count}`);
    },
    { source: KINDS[kinds].source, columns },
  );
  const picture = await page.screenshot({ fullPage: true });
  writeFileSync(join(FOLDER, `gallery-${kinds}-${width}-${look}.png`), shrinkPng(picture));
  await page.close();
}

void gallery();
