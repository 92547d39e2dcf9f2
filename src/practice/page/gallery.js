import { drawCard } from './draw-card.js';

/** Cards of entries are looked at whole; states are shown as they are sent, and then with all that they fold away. */
const isOfStates = new URLSearchParams(location.search).has('states');
const cards = document.getElementById('cards');
const filter = document.getElementById('filter');
const found = await (await fetch(isOfStates ? 'local/states' : 'local/cards')).json();
const drawn = isOfStates ? found.flatMap(shutAndOpen) : found.map(whole);

/** What stands behind a click in a chat. */
function opened(part) {
  if (Array.isArray(part)) return part.map(opened);
  if (part === null || typeof part !== 'object') return part;
  const held = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, opened(value)]));
  return 'isVisible' in held ? { ...held, isVisible: true } : held;
}

function whole({ id, card }) {
  return { id, card: opened(card) };
}

function shutAndOpen({ id, card }) {
  const isFolded = JSON.stringify(card.body).includes('"isVisible":false');
  return isFolded ? [{ id, card }, whole({ id: `${id}, opened`, card })] : [{ id, card }];
}

function draw() {
  const wanted = filter.value.trim().toLowerCase();
  const chosen = drawn.filter(({ id }) => id.toLowerCase().includes(wanted));
  document.getElementById('count').textContent = `${chosen.length} of ${drawn.length} cards.`;
  cards.replaceChildren(...chosen.map(figure));
}

function figure({ id, card }) {
  const article = document.createElement('article');
  article.className = 'message theirs';
  article.id = id;
  const name = document.createElement('h2');
  name.className = 'who';
  name.textContent = id;
  const bubble = document.createElement('div');
  bubble.className = 'bubble';
  bubble.append(drawCard(card, () => undefined));
  article.append(name, bubble);
  return article;
}

filter.value = decodeURIComponent(location.hash.slice(1));
filter.addEventListener('input', draw);
draw();
document.body.dataset.drawn = 'yes';
