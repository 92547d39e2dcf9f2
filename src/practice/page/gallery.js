import { drawCard } from './draw-card.js';

const cards = document.getElementById('cards');
const filter = document.getElementById('filter');
const drawn = await (await fetch('local/cards')).json();

/** Details stand behind a click in a chat; here everything is looked at. */
function opened(part) {
  if (Array.isArray(part)) return part.map(opened);
  if (part === null || typeof part !== 'object') return part;
  const held = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, opened(value)]));
  return 'isVisible' in held ? { ...held, isVisible: true } : held;
}

function draw() {
  const wanted = filter.value.trim().toLowerCase();
  const chosen = drawn.filter(({ id }) => id.includes(wanted));
  document.getElementById('count').textContent = `${chosen.length} of ${drawn.length} entries.`;
  cards.replaceChildren(...chosen.map(figure));
}

function figure({ id, card }) {
  const article = document.createElement('article');
  article.className = 'message theirs';
  article.id = id;
  const name = document.createElement('p');
  name.className = 'who';
  name.textContent = id;
  const bubble = document.createElement('div');
  bubble.className = 'bubble';
  bubble.append(drawCard(opened(card), () => undefined));
  article.append(name, bubble);
  return article;
}

filter.value = decodeURIComponent(location.hash.slice(1));
filter.addEventListener('input', draw);
draw();
document.body.dataset.drawn = 'yes';
