import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const FOLDER = join('docs', 'pictures');

/** What each picture shows: a sample that is clicked, or a text that is sent. */
const SCENES: { name: string; sample?: RegExp; text?: string; click?: RegExp }[] = [
  { name: 'start' },
  { name: 'answer-401', sample: /AKS pull, 401/ },
  { name: 'differential', text: readFileSync('test/fixtures/pull-401.txt', 'utf8'), click: /Check live/ },
  { name: 'two-problems', text: readFileSync('test/fixtures/two-problems.log', 'utf8') },
  { name: 'question', text: 'Is a restart enough after the ACR access key was rotated?' },
  { name: 'greeting', text: 'hello' },
  { name: 'nonsense', text: 'lorem ipsum dolor sit amet' },
];

/** `npm run pictures`: draws the local page at desk and phone width, light and dark, into docs/pictures/. */
async function pictures(): Promise<void> {
  const store = mkdtempSync(join(tmpdir(), 'acr-doctor-pictures-'));
  const service = spawn(process.execPath, ['dist/src/index.js'], {
    env: { PORT: '0', ACR_DOCTOR_STORE: store },
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      service.stdout.on('data', (chunk: Buffer) => {
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(chunk.toString());
        if (found) resolve(found[0]);
      });
      service.once('exit', () => reject(new Error('the service ended')));
    });
    await drawAll(address);
  } finally {
    service.kill('SIGTERM');
    rmSync(store, { recursive: true, force: true });
  }
}

async function drawAll(address: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  for (const width of [1280, 360]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const scene of SCENES) {
        const context = await browser.newContext({
          viewport: { width, height: 900 },
          colorScheme,
          reducedMotion: 'reduce',
        });
        const page = await context.newPage();
        await page.goto(address);
        await play(page, scene);
        await page.screenshot({ path: join(FOLDER, `${scene.name}-${width}-${colorScheme}.png`) });
        await context.close();
      }
    }
  }
  await browser.close();
}

async function play(page: Page, { sample, text, click }: (typeof SCENES)[number]): Promise<void> {
  if (sample) await page.getByRole('button', { name: sample }).click();
  if (text) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
  }
  if (sample ?? text) await page.waitForSelector('.theirs');
  if (click) {
    await page.getByRole('button', { name: click }).click();
    await page.getByText(/^Live checks of/).waitFor();
  }
  await page.waitForTimeout(200);
}

void pictures();
