import { buildView, lineAt } from '../../src/parse/view';
import { fold } from '../helpers/diagnose';

describe('the tight view', () => {
  test.each([
    ['colours', '\u001b[31munauthorized\u001b[0m'],
    ['invisible characters', 'unautho\u200brized'],
    ['a hard break', 'unautho\nrized'],
    ['quotes and escapes', '\\"unauthorized\\"'],
    ['back-ticks and bars', '| `unauthorized` |'],
    ['typographic quotes', '\u201cunauthorized\u201d'],
    ['HTML entities', '&quot;unauthorized&quot;'],
  ])('is the same with %s', (_name, text) => {
    expect(buildView(text).tight).toBe('unauthorized');
  });
});

describe('lines', () => {
  test('JSON-escaped line breaks become lines that keep the number of their physical line', () => {
    const view = buildView('one\n{"message":"two\\nthree \\"quoted\\""}\nfour');
    expect(view.text).toBe('one\n{"message":"two\nthree "quoted""}\nfour');
    expect(lineAt(view, view.text.indexOf('three'))).toBe(2);
    expect(lineAt(view, view.text.indexOf('four'))).toBe(3);
  });

  test('a Windows path is not taken for escaped text', () => {
    expect(buildView('cannot open C:\\new\\table').text).toBe('cannot open C:\\new\\table');
  });

  test('lines folded at 80 columns are joined again, and still know their number', () => {
    const message = `failed to resolve reference "contoso.azurecr.io/team/app:1.2.3": ${'failed to do request: '.repeat(8)}no such host`;
    const view = buildView(`before\n${fold(message)}\nafter`);
    expect(view.text).toBe(`before\n${message}\nafter`);
    expect(lineAt(view, view.text.indexOf('no such host'))).toBe(5);
  });

  test('a line that begins a record of its own is not joined to a full line before it', () => {
    const full = '2026-11-03T10:42:00Z '.padEnd(80, 'x');
    const text = `${full}\n${full}\nWarning  Failed  kubelet`;
    expect(buildView(text).text).toBe(text);
  });
});
