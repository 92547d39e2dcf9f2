/* global AdaptiveCards */
import { SAMPLES } from './samples.js';

const log = document.getElementById('log');
const empty = document.getElementById('empty');
const textarea = document.getElementById('text');
const conversation = conversationId();

/** A reload keeps the conversation; a new tab begins another. */
function conversationId() {
  const known = sessionStorage.getItem('conversation');
  if (known) return known;
  const made = `local-${crypto.randomUUID()}`;
  sessionStorage.setItem('conversation', made);
  return made;
}

const color = (name) => ({
  default: `var(--${name})`,
  subtle: name === 'text' ? 'var(--subtle)' : `var(--${name})`,
});
const foregroundColors = {
  default: color('text'),
  accent: color('accent'),
  good: color('good'),
  warning: color('warning'),
  attention: color('attention'),
  dark: color('text'),
  light: color('subtle'),
};
const FONT = {
  fontSizes: { small: 13, default: 15, medium: 17, large: 20, extraLarge: 24 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
};
const hostConfig = new AdaptiveCards.HostConfig({
  fontTypes: {
    default: { fontFamily: 'inherit', ...FONT },
    monospace: { fontFamily: 'var(--mono)', ...FONT },
  },
  lineHeights: { small: 19, default: 22, medium: 24, large: 27, extraLarge: 32 },
  spacing: { small: 4, default: 8, medium: 12, large: 20, extraLarge: 28, padding: 12 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  containerStyles: {
    default: { backgroundColor: 'transparent', foregroundColors },
    emphasis: { backgroundColor: 'var(--sunken)', foregroundColors },
  },
  actions: { maxActions: 6, actionAlignment: 'left', buttonSpacing: 8, actionsOrientation: 'horizontal' },
});

// Our cards carry no markdown; whatever looks like it is shown as it stands.
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  const span = document.createElement('span');
  span.textContent = text;
  result.outputHtml = span.innerHTML;
  result.didProcess = true;
};

function drawCard(content) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig;
  card.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction)
      window.open(action.url, '_blank', 'noopener,noreferrer');
    if (action instanceof AdaptiveCards.SubmitAction) void clicked(action);
  };
  card.parse(content);
  return card.render();
}

async function clicked(action) {
  const data = action.data ?? {};
  if (data.verb === 'sample') await say(data.text);
  else {
    show('mine', words(action.title));
    await post({ value: data });
  }
}

function words(text) {
  const pre = document.createElement('pre');
  pre.textContent = text;
  // A long paste scrolls inside its bubble; the keyboard must reach it.
  pre.tabIndex = 0;
  return pre;
}

function show(side, content, id) {
  empty.hidden = true;
  const message = document.createElement('article');
  message.className = `message ${side}`;
  if (id) message.dataset.id = id;
  const who = document.createElement('p');
  who.className = 'who';
  who.textContent = side === 'mine' ? 'You' : 'ACR Doctor';
  const bubble = document.createElement('div');
  bubble.className = 'bubble';
  bubble.append(content);
  message.append(who, bubble);
  log.append(message);
  message.scrollIntoView({ block: side === 'mine' ? 'end' : 'start' });
}

function typing(isOn) {
  document.querySelector('.typing')?.remove();
  if (!isOn) return;
  const line = document.createElement('p');
  line.className = 'typing';
  line.textContent = 'Reading';
  log.append(line);
}

function render(activity) {
  const parts = document.createElement('div');
  for (const attachment of activity.attachments ?? []) {
    if (attachment.contentType === 'application/vnd.microsoft.card.adaptive')
      parts.append(drawCard(attachment.content));
  }
  if (activity.text) parts.append(words(activity.text));
  return parts;
}

function hear({ kind, id, activity }) {
  if (activity?.type === 'typing') return typing(true);
  typing(false);
  const old = document.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (kind === 'delete') return old?.remove();
  if (kind === 'replace' && old) return old.querySelector('.bubble').replaceChildren(render(activity));
  show('theirs', render(activity), id);
}

async function post(body) {
  typing(true);
  const answer = await fetch(`local/conversations/${conversation}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  typing(false);
  if (!answer.ok)
    show('theirs', words(`The bot answered ${answer.status}. The terminal that runs it says more.`));
}

async function say(text) {
  show('mine', words(text));
  await post({ text });
}

document.getElementById('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = textarea.value;
  if (text.trim() === '') return textarea.focus();
  textarea.value = '';
  void say(text);
});
textarea.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

for (const sample of SAMPLES) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  const hint = document.createElement('small');
  hint.textContent = sample.hint;
  button.append(sample.title, hint);
  button.addEventListener('click', () => void say(sample.text));
  item.append(button);
  document.getElementById('samples').append(item);
}

new EventSource(`local/conversations/${conversation}/events`).onmessage = ({ data }) =>
  hear(JSON.parse(data));
textarea.focus();
