/* global AdaptiveCards */

import { drawCard } from './draw-card.js';
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

/** A click in a card of that message. What changes the card is an Action.Execute; the others are messages. */
async function clicked(action, message) {
  const data = action.data ?? {};
  if (action instanceof AdaptiveCards.ExecuteAction) await execute(message, action.verb, data);
  else if (data.verb === 'sample') await say(data.text);
  else {
    show('mine', words(action.title));
    await post({ value: data });
  }
}

/** As Teams does: the card that comes back takes the place of the one that was clicked; a word stands beside it. */
async function execute(message, verb, data) {
  const id = message.dataset.id;
  message.setAttribute('aria-busy', 'true');
  const answer = await fetch(`local/conversations/${conversation}/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ replyToId: id, verb, data }),
  });
  message.removeAttribute('aria-busy');
  const { type, value } = answer.ok ? await answer.json() : { value: `The bot answered ${answer.status}.` };
  if (type === 'application/vnd.microsoft.card.adaptive')
    message.querySelector('.bubble').replaceChildren(drawCard(value, (action) => clicked(action, message)));
  else show('theirs', words(value.message ?? value));
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

function render(activity, message) {
  const parts = document.createElement('div');
  for (const attachment of activity.attachments ?? []) {
    if (attachment.contentType === 'application/vnd.microsoft.card.adaptive')
      parts.append(drawCard(attachment.content, (action) => clicked(action, message())));
  }
  if (activity.text) parts.append(words(activity.text));
  return parts;
}

function hear({ kind, id, activity }) {
  if (activity?.type === 'typing') return typing(true);
  typing(false);
  const old = document.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (kind === 'delete') return old?.remove();
  const message = () => document.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (kind === 'replace' && old)
    return old.querySelector('.bubble').replaceChildren(render(activity, message));
  show('theirs', render(activity, message), id);
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
