import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser, withLocalService } from './local-service';
import { shrinkPng } from './png';

const FOLDER = join('docs', 'pictures');

interface Scene {
  name: string;
  /** A sample that is clicked, or a text that is sent. */
  sample?: RegExp;
  text?: string;
  /** A button that is clicked then, for live checks. */
  click?: RegExp;
  /** A heading that is opened by a click. */
  open?: RegExp;
  /** Whether what was opened must be in the picture. */
  isFollowed?: boolean;
  /** Whether the window grows until the whole card is in it. */
  isWhole?: boolean;
  /** The simulated tenant, where it is not the one of practice. */
  scenario?: string;
}

const paste = (name: string) => readFileSync(join('test', 'fixtures', name), 'utf8');

/** Ways through the page; each card by itself, in every state, is drawn by `npm run gallery`. */
const SCENES: Scene[] = [
  { name: 'start' },
  { name: 'answer-401', sample: /AKS pull, 401/ },
  { name: 'differential', text: paste('pull-401.txt'), click: /Check live/ },
  {
    name: 'timeline',
    text: paste('container-apps-pulls.log'),
    click: /Check live/,
    open: /^Pulls in the app's system log/,
    isFollowed: true,
  },
  { name: 'transfer-403-whole', text: paste('transfer-403.txt'), click: /Check live/, isWhole: true },
  {
    name: 'key-rotated',
    text: paste('container-apps-401.log'),
    click: /Check live/,
    scenario: 'app-secret-stale',
  },
  {
    name: 'transfer-key-rotated',
    text: paste('transfer-403-key.txt'),
    click: /Check live/,
    isWhole: true,
    scenario: 'transfer-key-rotated',
  },
  { name: 'ask-registry', text: '/check pull' },
  { name: 'guided', text: 'diagnose' },
];

/** Names given behind `npm run pictures --` draw only these. */
function isWanted({ name }: Scene): boolean {
  const wanted = process.argv.slice(2);
  return wanted.length === 0 || wanted.includes(name);
}

/** `npm run pictures`: draws the local page at desk and phone width, light and dark, into docs/pictures/. */
async function pictures(): Promise<void> {
  const wanted = SCENES.filter(isWanted);
  for (const scenario of new Set(wanted.map((scene) => scene.scenario ?? 'practice')))
    await withLocalService({ scenario }, (address) =>
      drawAll(
        address,
        wanted.filter((scene) => (scene.scenario ?? 'practice') === scenario),
      ),
    );
}

async function drawAll(address: string, scenes: readonly Scene[]): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await openBrowser();
  for (const width of [1280, 360]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const scene of scenes) {
        const context = await browser.newContext({
          viewport: { width, height: 900 },
          colorScheme,
          reducedMotion: 'reduce',
        });
        const page = await context.newPage();
        await page.goto(address);
        await play(page, scene);
        const file = join(FOLDER, `${scene.name}-${width}-${colorScheme}.png`);
        writeFileSync(file, shrinkPng(await page.screenshot()));
        await context.close();
      }
    }
  }
  await browser.close();
}

async function play(page: Page, { sample, text, click, open, isFollowed, isWhole }: Scene): Promise<void> {
  if (sample) await page.getByRole('button', { name: sample }).click();
  if (text) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
  }
  if (sample ?? text) await page.waitForSelector('.theirs');
  if (click) {
    await page.getByRole('button', { name: click }).click();
    await page.getByRole('button', { name: 'Run again' }).waitFor();
    // The card stands twice: as the click's answer, and as the changed message.
    await page.waitForTimeout(500);
  }
  const last = page.locator('.theirs').last();
  if (open) await last.getByText(open).click();
  if (isFollowed) await last.getByRole('table').scrollIntoViewIfNeeded();
  if (isWhole) await grow(page);
  await page.waitForTimeout(200);
}

/** Makes the window as high as the last card, and what stands around it. */
async function grow(page: Page): Promise<void> {
  const card = page.locator('.theirs').last();
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const [whole, log] = await Promise.all([
    card.evaluate((element) => element.getBoundingClientRect().height),
    page.locator('#log').evaluate((element) => element.clientHeight),
  ]);
  await page.setViewportSize({ width, height: Math.ceil(whole + height - log + 24) });
  await card.evaluate((element) => element.scrollIntoView());
}

void pictures();
