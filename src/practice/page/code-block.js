/* global AdaptiveCards */

/** Teams draws CodeBlock itself; the open renderer does not know it. Here it is a block with a copy button. */
class CodeBlock extends AdaptiveCards.CardElement {
  static codeSnippetProperty = new AdaptiveCards.StringProperty(AdaptiveCards.Versions.v1_0, 'codeSnippet');
  static languageProperty = new AdaptiveCards.StringProperty(AdaptiveCards.Versions.v1_0, 'language');

  getJsonTypeName() {
    return 'CodeBlock';
  }

  internalRender() {
    const snippet = this.getValue(CodeBlock.codeSnippetProperty) ?? '';
    const block = document.createElement('div');
    block.className = 'code';
    const pre = document.createElement('pre');
    pre.textContent = snippet;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy: ${snippet.slice(0, 60)}`);
    button.addEventListener('click', () => copy(snippet, button));
    block.append(pre, button);
    return block;
  }
}

async function copy(text, button) {
  await navigator.clipboard.writeText(text);
  button.textContent = 'Copied';
  setTimeout(() => (button.textContent = 'Copy'), 1500);
}

AdaptiveCards.GlobalRegistry.elements.register('CodeBlock', CodeBlock);
