/* global AdaptiveCards */

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

/** The renderer says on what it opened that it is open; screen readers want that on what was pressed only. */
function tellFromButton(drawn) {
  for (const part of drawn?.querySelectorAll('[aria-expanded]:not(button, [role=button])') ?? [])
    part.removeAttribute('aria-expanded');
}

/** The renderer ties no label to a list that narrows while one types; Teams does. */
function nameInputs(drawn) {
  for (const input of drawn?.querySelectorAll('input.ac-choiceSetInput-filtered') ?? []) {
    const words = input.closest('.ac-input-container')?.textContent ?? '';
    input.setAttribute('aria-label', words.replace(/\s*\*\s*$/, '') || 'Choose one');
  }
}

/** A card as Teams would draw it, as near as the open renderer comes. `onSubmit` gets a pressed Action.Submit or Action.Execute. */
export function drawCard(content, onSubmit) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig;
  card.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction)
      window.open(action.url, '_blank', 'noopener,noreferrer');
    if (action instanceof AdaptiveCards.SubmitAction || action instanceof AdaptiveCards.ExecuteAction)
      void onSubmit(action);
    // Told before the parts are shown or hidden.
    if (action instanceof AdaptiveCards.ToggleVisibilityAction)
      queueMicrotask(() => tellFromButton(card.renderedElement));
  };
  card.parse(content);
  const drawn = card.render();
  nameInputs(drawn);
  return drawn;
}
