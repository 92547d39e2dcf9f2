import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright-core';

/*
 * `npm run playground:test`: a person's way through the bot in Microsoft's Agents Playground, in a headless browser, with
 * a picture of each step in docs/pictures/. It throws where a step shows something else. What the Playground cannot do
 * (private messages, line breaks, CodeBlock) the wire tests show.
 */

const PLAYGROUND = '@microsoft/m365agentsplayground@0.2.28';
const CHROMIUM = '/usr/bin/chromium';
const FOLDER = join('docs', 'pictures');
const ERROR = readFileSync(join('test', 'fixtures', 'pull-401.txt'), 'utf8').replace(/\s+/g, ' ');

/** One step: what is done, and what must be seen then. */
interface Step {
  name: string;
  act: (page: Page) => Promise<unknown>;
  sees: (page: Page) => Locator;
  /** How often that stands there; once unless said. */
  times?: number;
  /** Whether a picture is taken. */
  isDrawn?: boolean;
}

const box = (page: Page) => page.locator('[role=textbox][contenteditable=true]').first();
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).last();
const words = (page: Page, text: string | RegExp) => page.getByText(text);
const WELCOME = 'ACR Doctor finds out why a container image will not pull, convert or transfer.';

async function say(page: Page, text: string): Promise<void> {
  await box(page).click();
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
}

/** In a group or channel only what mentions the bot reaches it. */
async function mention(page: Page, text: string): Promise<void> {
  await box(page).click();
  await page.keyboard.type('@Test');
  await page.getByRole('menuitem', { name: 'Test Bot' }).click();
  await page.keyboard.insertText(` ${text}`);
  const post = page.getByRole('button', { name: 'Post', exact: true });
  if (await post.isVisible()) await post.click();
  else await page.keyboard.press('Enter');
}

const goTo = (name: RegExp) => (page: Page) => page.getByRole('treeitem', { name }).click();

async function mock(page: Page, event: string): Promise<void> {
  await page.getByRole('button', { name: 'Mock an Activity' }).click();
  await page.getByRole('menuitem', { name: event, exact: false }).first().click();
}

async function openExtension(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Trigger Message Extension App' }).click();
  await page.getByRole('menuitem', { name: kind }).click();
}

async function search(page: Page): Promise<void> {
  await openExtension(page, 'Search Command');
  await page.getByText('Specify Command ID or Parameter').click();
  await page.getByPlaceholder(/command id/i).fill('searchEntries');
  await page.getByPlaceholder(/parameter/i).fill('words');
  await page.getByPlaceholder('Enter a search term').fill('MANIFEST_UNKNOWN');
  await page.keyboard.press('Enter');
}

async function dislike(page: Page): Promise<void> {
  await button(page, /^Dislike$/).click();
  await page.locator('textarea').last().fill('the cause that it was is not listed');
  await button(page, /^Submit$/).click();
}

const press = (name: RegExp) => (page: Page) => button(page, name).click();

const STEPS: Step[] = [
  {
    name: 'welcome',
    act: (page) => page.getByText('Hide log panel').or(page.getByLabel('Hide log panel')).first().click().catch(() => undefined),
    sees: (page) => words(page, WELCOME),
    isDrawn: true,
  },
  { name: 'no second welcome', act: (page) => page.reload(), sees: (page) => words(page, WELCOME) },
  { name: 'answer', act: (page) => say(page, ERROR), sees: (page) => button(page, /^Check live/), isDrawn: true },
  { name: 'checked', act: press(/^Check live/), sees: (page) => button(page, /^Run again$/), isDrawn: true },
  { name: 'hand-off', act: press(/^Hand-off note$/), sees: (page) => words(page, 'Hand-off note, to be copied.'), isDrawn: true },
  { name: 'feedback', act: dislike, sees: (page) => words(page, 'We appreciate your feedback.'), isDrawn: true },
  { name: 'help', act: async (page) => { await press(/^Close$/)(page); await say(page, 'help'); }, sees: (page) => words(page, 'What ACR Doctor does'), isDrawn: true },
];

export { ERROR, FOLDER, PLAYGROUND, CHROMIUM, STEPS, search, mention, goTo, mock, openExtension };
[spawn, mkdirSync, mkdtempSync, rmSync, createServer, tmpdir, chromium];
export type { ChildProcess, AddressInfo };
