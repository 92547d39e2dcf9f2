import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { hasBrowser, openBrowser, violations } from '../helpers/browser';
import { theCatalogue } from '../helpers/knowledge';
import { folderWith } from '../helpers/folder';
import { addressOf, runService, type Run } from '../helpers/service-process';

const PASTE = [
  'Failed to pull image "someacr.azurecr.io/image:tag": [rpc error: code = Unknown desc = failed to pull and unpack image "someacr.azurecr.io/image:tag": failed to resolve reference "someacr.azurecr.io/image:tag": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://someacr.azurecr.io/oauth2/token?scope=repository%3repo%image%3Apull&service=someacr.azurecr.io: 401 Unauthorized,',
  'rpc error: code = Unknown desc = failed to pull and unpack image "someacr.azurecr.io/iamge:tag": failed to fetch anonymous token: unexpected status from GET request to https://someacr.azurecr.io/oauth2/token: 401 Unauthorized]',
].join('\n');

const LOOKS = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const;

(hasBrowser() ? describe : describe.skip)('the local page', () => {
  let run: Run;
  let address: string;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    run = runService({ PORT: '0', ACR_DOCTOR_STORE: folderWith({}) });
    address = await addressOf(run);
    browser = await openBrowser();
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    run.child.kill('SIGTERM');
    await run.ended;
  });

  async function open(look: (typeof LOOKS)[number] = LOOKS[0]): Promise<void> {
    const context = await browser.newContext({
      viewport: { width: look.width, height: 800 },
      colorScheme: look.colorScheme,
      permissions: ['clipboard-read', 'clipboard-write'],
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(address);
  }
  afterEach(async () => {
    expect(faults).toEqual([]);
    await page.context().close();
  });

  /** Sends a text as a user would, and waits for the card that answers it. */
  async function say(text: string): Promise<string> {
    const answers = page.locator('.theirs');
    const before = await answers.count();
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
    await page.waitForFunction((count) => document.querySelectorAll('.theirs').length > count, before);
    return (await answers.nth(before).innerText()).replace(/\u00a0/g, ' ');
  }

  test.each(LOOKS)(
    'answers a paste, a question, a greeting and nonsense: $width px, $colorScheme',
    async (look) => {
      await open(look);
      const paste = await say(PASTE);
      expect(paste).toContain('dns ok');
      expect(paste).toContain('sign in FAILED');
      expect(paste).toContain('Line 1 decided');
      expect(await say('Is a restart enough after the ACR access key was rotated?')).toMatch(/rotat/i);
      expect(await say('hello')).toContain('Which image does not pull');
      expect(await say('lorem ipsum dolor sit amet')).toContain('Nothing documented');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width);
      expect(await violations(page)).toEqual([]);
    },
    30_000,
  );

  test('a click runs the live checks in the place of the answer, and a second one runs them again', async () => {
    await open();
    await say(readFileSync('test/fixtures/pull-401.txt', 'utf8'));
    for (const [button, follows] of [
      ['Check live (reads only)', /Live checks of 20/],
      ['Run again', /Nothing has changed since/],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await page.getByText(follows).waitFor();
      expect(await page.locator('.theirs').count()).toBe(1);
      const card = (await page.locator('.theirs').innerText()).replace(/\u00a0/g, ' ');
      expect(card).toMatch(/Live checks of 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
      expect(card).toContain('CONFIRMED');
      expect(card).toMatch(/none grants pull to 8f1c4b2a/);
      expect(card).toContain('RULED OUT');
    }
    expect(await violations(page)).toEqual([]);
  }, 30_000);

  test.each([LOOKS[0], LOOKS[3]])(
    "a system log's pulls open as a table: $width px, $colorScheme",
    async (look) => {
      await open(look);
      await say(readFileSync('test/fixtures/container-apps-pulls.log', 'utf8'));
      const card = page.locator('.theirs').last();
      expect(await card.getByRole('table').isVisible()).toBe(false);
      await card.getByRole('button', { name: /^Pulls in the app's system log/ }).click();
      const rows = await card.getByRole('row').allInnerTexts();
      expect(rows).toHaveLength(1 + 7);
      expect(rows.at(-1)?.replace(/\s+/g, ' ')).toBe(
        '09:40:31 FAILED ImagePullBackOff, 8 times until 09:45:02 · x7q9c',
      );
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width);
      expect(await violations(page)).toEqual([]);
    },
    30_000,
  );

  test('the empty page is clean too', async () => {
    await open(LOOKS[3]);
    expect(await violations(page)).toEqual([]);
  });

  test.each([LOOKS[0], LOOKS[3]])(
    'the gallery draws every card whole: $width px, $colorScheme',
    async (look) => {
      await open(look);
      await page.goto(`${address}gallery`);
      await page.waitForSelector('body[data-drawn]');
      const cards = await page.locator('article').evaluateAll((articles) =>
        articles.map(({ id, textContent, scrollWidth, clientWidth }) => ({
          id,
          text: textContent,
          isTooWide: scrollWidth > clientWidth,
        })),
      );
      expect(cards.map(({ id }) => id)).toEqual(theCatalogue().symptoms.map(({ id }) => id));
      expect(cards.filter(({ isTooWide }) => isTooWide).map(({ id }) => id)).toEqual([]);
      const broken = cards.filter(({ text }) =>
        /undefined|\[object|\bNaN\b|\{[a-z]+[A-Z][A-Za-z]*\}/.test(text),
      );
      expect(broken.map(({ id }) => id)).toEqual([]);
      await page.goto(`${address}gallery#teleport/`);
      await page.reload();
      await page.waitForSelector('body[data-drawn]');
      expect(await page.locator('article').first().getAttribute('id')).toMatch(/^teleport\//);
    },
    60_000,
  );

  test('a sample is one click away, its details open by keyboard, and a command is copied', async () => {
    await open();
    await page.getByRole('button', { name: /AKS pull, 401/ }).click();
    const copy = page.getByRole('button', { name: /^Copy: az/ }).first();
    await copy.click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^az /);
    const closed = page.getByRole('button', { name: /details/ }).nth(1);
    const visible = () =>
      page
        .getByRole('button', { name: /^Copy: / })
        .filter({ visible: true })
        .count();
    const before = await visible();
    await closed.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (count) =>
        [...document.querySelectorAll('.code button')].filter(
          (button) => (button as HTMLElement).offsetParent,
        ).length > count,
      before,
    );
    expect(await visible()).toBeGreaterThan(before);
  });

  test('line breaks of a paste are kept, and a line break can be typed', async () => {
    await open();
    await page.getByRole('textbox', { name: 'Message' }).fill('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.theirs');
    expect(await page.locator('.mine pre').innerText()).toBe('one\ntwo');
  });

  test('pasted markup is shown, not run', async () => {
    await open();
    const markup = `<img src=x onerror="document.title='owned'"> **bold** [link](https://attacker.example) failed to fetch oauth token 401 unauthorized contoso.azurecr.io`;
    await say(markup);
    expect(await page.title()).toBe('ACR Doctor (local)');
    expect(await page.locator('#log img').count()).toBe(0);
    expect(await page.locator('#log a[href*="attacker"]').count()).toBe(0);
  });

  test('a reload shows the conversation again', async () => {
    await open();
    await say('hello');
    await page.reload();
    await page.waitForSelector('.theirs');
    expect(await page.locator('.theirs').innerText()).toContain('Which image does not pull');
  });
});
