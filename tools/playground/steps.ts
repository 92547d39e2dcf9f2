import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** One step of a person's way: what is done, and what must be seen then. */
export interface Step {
  name: string;
  act: (page: Page) => Promise<unknown>;
  sees: (page: Page) => Locator;
  /** How often that stands there; once unless said. */
  times?: number;
  /** Whether a picture of it is kept. */
  isDrawn?: boolean;
}

/** The Playground takes the line breaks out of what is typed; pastes with them are posted in the wire tests. */
const paste = (name: string) => readFileSync(join('test', 'fixtures', name), 'utf8').replace(/\s+/g, ' ');
const ERROR = paste('pull-401.txt');
const WELCOME = 'ACR Doctor finds out why a container image will not pull, convert or transfer.';

const box = (page: Page) => page.locator('[role=textbox][contenteditable=true]').first();
const button = (page: Page, name: RegExp) => page.getByRole('button', { name });
const words = (page: Page, text: string) => page.getByText(text);
const press = (name: RegExp) => (page: Page) => button(page, name).last().click();
const goTo = (name: RegExp) => (page: Page) => page.getByRole('treeitem', { name }).click();

const say = (text: string) => async (page: Page) => {
  await box(page).click();
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
};

/** In a group or channel only what mentions the bot reaches it. */
const mention = (text: string) => async (page: Page) => {
  await box(page).click();
  await page.keyboard.type('@Test');
  await page.getByRole('menuitem', { name: 'Test Bot' }).click();
  await page.keyboard.insertText(` ${text}`);
  const post = page.getByRole('button', { name: 'Post', exact: true });
  if (await post.isVisible()) await post.click();
  else await page.keyboard.press('Enter');
};

async function search(page: Page): Promise<void> {
  await button(page, /^Trigger Message Extension App$/).click();
  await page.getByRole('menuitem', { name: 'Search Command' }).click();
  await page.getByText('Specify Command ID or Parameter').click();
  await page.getByPlaceholder('Command ID').fill('searchEntries');
  await page.getByPlaceholder('Parameter name').fill('words');
  await page.getByPlaceholder('Enter a search term').fill('MANIFEST_UNKNOWN');
  await page.keyboard.press('Enter');
}

async function dislike(page: Page): Promise<void> {
  await button(page, /^Dislike$/)
    .last()
    .click();
  await page.locator('textarea').last().fill('the cause that it was is not listed');
  await button(page, /^Submit$/)
    .last()
    .click();
}

const shared = (place: string, where: RegExp): Step[] => [
  {
    name: `${place}: nothing is said at the installation`,
    act: goTo(where),
    sees: (page) => words(page, WELCOME),
    times: 0,
  },
  {
    name: `${place}-answer`,
    act: mention(ERROR),
    sees: (page) => button(page, /^Check live/),
    isDrawn: true,
  },
  {
    name: `${place}-checked`,
    act: press(/^Check live/),
    sees: (page) => words(page, 'Only you see this card.'),
    isDrawn: true,
  },
  {
    name: `${place}-shared`,
    act: press(/^Share$/),
    sees: (page) => words(page, 'The registry answered and did not accept the caller.'),
    times: 3,
    isDrawn: true,
  },
];

/** Personal chat, group chat, channel; the message extension; thumbs. */
export const STEPS: readonly Step[] = [
  {
    name: 'welcome',
    act: (page) => words(page, WELCOME).waitFor(),
    sees: (page) => words(page, WELCOME),
    isDrawn: true,
  },
  {
    name: 'welcomed once, though both events come, and come again',
    act: (page) => page.reload(),
    // The page forgets what was said; the bot does not.
    sees: (page) => words(page, WELCOME),
    times: 0,
  },
  { name: 'answer', act: say(ERROR), sees: (page) => button(page, /^Check live/), isDrawn: true },
  // Before the check: on a card that changed in its place the Playground shows no thumbs.
  {
    name: 'feedback',
    act: dislike,
    sees: (page) => words(page, 'We appreciate your feedback.'),
    isDrawn: true,
  },
  {
    name: 'feedback is over',
    act: press(/^Close$/),
    sees: (page) => words(page, 'We appreciate your feedback.'),
    times: 0,
  },
  { name: 'checked', act: press(/^Check live/), sees: (page) => button(page, /^Run again$/), isDrawn: true },
  {
    name: 'nothing to share where two talk',
    act: () => Promise.resolve(),
    sees: (page) => button(page, /^Share$/),
    times: 0,
  },
  {
    name: 'hand-off',
    act: press(/^Hand-off note$/),
    sees: (page) => words(page, 'Secrets were masked before anything was read. Names'),
    isDrawn: true,
  },
  { name: 'help', act: say('help'), sees: (page) => words(page, 'What ACR Doctor does'), isDrawn: true },
  {
    name: 'search',
    act: search,
    sees: (page) => words(page, 'Image not found: manifest unknown'),
    isDrawn: true,
  },
  {
    name: 'search-inserted',
    act: (page) => words(page, 'Image not found: manifest unknown').click(),
    sees: (page) => words(page, 'manifest FAILED'),
    isDrawn: true,
  },
  ...shared('group', /Group Chat/),
  ...shared('channel', /General/),
];
