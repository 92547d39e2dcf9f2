import type { Browser, Page } from 'playwright-core';
import { drawEveryState } from '../../src/practice/states/states';
import { hasBrowser, openBrowser, violations } from '../helpers/browser';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';
import { addressOf, runService, type Run } from '../helpers/service-process';

/** Every card in every state, drawn at desk and phone width, light, dark and in high contrast. */
const LOOKS = [
  { width: 1280, colorScheme: 'light', forcedColors: 'none' },
  { width: 1280, colorScheme: 'dark', forcedColors: 'none' },
  { width: 360, colorScheme: 'light', forcedColors: 'none' },
  { width: 360, colorScheme: 'dark', forcedColors: 'none' },
  { width: 360, colorScheme: 'dark', forcedColors: 'active' },
] as const;

(hasBrowser() ? describe : describe.skip)('the gallery of states', () => {
  let run: Run;
  let address: string;
  let browser: Browser;

  beforeAll(async () => {
    run = runService({ PORT: '0', ACR_DOCTOR_STORE: folderWith({}) });
    [address, browser] = await Promise.all([addressOf(run), openBrowser()]);
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    run.child.kill('SIGTERM');
    await run.ended;
  });

  async function open({ width, ...look }: (typeof LOOKS)[number]): Promise<Page> {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
      ...look,
    });
    await page.goto(`${address}gallery?states`);
    await page.waitForSelector('body[data-drawn]');
    return page;
  }

  test.each(LOOKS)(
    '$width px, $colorScheme, high contrast $forcedColors: whole, within reach, and nothing for axe-core',
    async (look) => {
      const page = await open(look);
      const ids = await page.locator('article').evaluateAll((articles) => articles.map(({ id }) => id));
      const states = (await drawEveryState(theCatalogue())).map(({ id }) => id);
      expect(ids.filter((id) => !id.endsWith(', opened'))).toEqual(states);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width);
      expect(await faultsOf(page)).toEqual([]);
      expect(await violations(page)).toEqual([]);
      await page.close();
    },
    120_000,
  );

  /** Text or buttons that are cut off, do not fit, or cannot be reached by keyboard; by the card they stand on. */
  function faultsOf(page: Page): Promise<string[]> {
    return page.locator('article').evaluateAll((articles) =>
      articles.flatMap((article) => {
        const { right } = article.getBoundingClientRect();
        return [...article.querySelectorAll<HTMLElement>('.ac-adaptiveCard *')].flatMap((part) => {
          const name = `${article.id}: ${part.textContent.slice(0, 40)}`;
          const box = part.getBoundingClientRect();
          if (box.width === 0) return [];
          const style = getComputedStyle(part);
          const isButton = part.matches('button, [role=button], [role=link], a, input');
          return [
            ...(box.right > right + 1 ? [`${name} stands out`] : []),
            ...(part.scrollWidth > part.clientWidth + 1 && style.overflowX === 'hidden'
              ? [`${name} is cut`]
              : []),
            ...(isButton && part.tabIndex < 0 ? [`${name} is out of the keyboard's reach`] : []),
          ];
        });
      }),
    );
  }

  test('a card told without colours: each verdict and each stage of the path is a word', async () => {
    const page = await open(LOOKS[4]);
    const words = (id: string) => page.locator(`article[id="${id}"]`).innerText();
    expect(await words('renderAnswerCard/confirmed')).toMatch(
      /sign.in.FAILED[\s\S]*CONFIRMED[\s\S]*POSSIBLE/,
    );
    expect(await words('renderReportCard/problems')).toMatch(/PROBLEM[\s\S]*COULD NOT CHECK/);
    await page.close();
  });

  test('what folds away opens and shuts by keyboard', async () => {
    const page = await open(LOOKS[2]);
    const card = page.locator('article[id="renderAnswerCard/confirmed"]');
    const more = card.getByRole('button', { name: /more causes/ });
    const hidden = card.getByText('No credential was sent at all');
    expect(await hidden.isVisible()).toBe(false);
    await more.focus();
    await page.keyboard.press('Enter');
    expect(await hidden.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await hidden.isVisible()).toBe(false);
    await page.close();
  });
});
