import { intentOfMessage, readMessagePayload } from '../../src/teams/chosen-message';
import { diagnoseTexts } from '../helpers/diagnose';

/** As the documentation shows it ("Create and send dialogs", reply to a thread), with the parts that matter changed. */
const payload = (parts: object) => ({
  commandId: 'diagnoseMessage',
  commandContext: 'message',
  requestId: '7f7d22efe5414818becebcec649a7912',
  messagePayload: {
    linkToMessage: 'https://teams.microsoft.com/l/message/19:6decf54d@thread.skype/1611060744833',
    id: '1611060744833',
    replyToId: null,
    createdDateTime: '2026-01-19T12:52:24.833Z',
    lastModifiedDateTime: null,
    deleted: false,
    subject: null,
    summary: null,
    importance: 'normal',
    locale: 'en-us',
    body: { contentType: 'html', content: '<div><div>Hi</div>\n</div>' },
    from: {
      device: null,
      conversation: null,
      user: {
        userIdentityType: 'aadUser',
        id: 'b130c271-d2eb-45f9-83ab-9eb3fe3788bc',
        displayName: 'Kim Akers',
      },
      application: null,
    },
    reactions: [],
    mentions: [],
    attachments: [],
    ...parts,
  },
  context: { theme: 'default' },
});
const html = (content: string, parts: object = {}) =>
  payload({ body: { contentType: 'html', content }, ...parts });
const card = (contentType: string, content: object) => ({
  id: '74d2',
  contentType,
  content: JSON.stringify(content),
});

/** What current clients send for a code block: marker paragraph, pre, code, br, nbsp and highlighting. */
const CODE_BLOCK =
  '<p>Anybody seen this?</p>\n<p itemtype="http://schema.skype.com/CodeBlockEditor" id="x_codeBlockEditor-bfb2">\n&nbsp;</p>\n<pre class="language-plaintext" itemid="codeBlockEditor-bfb2"><code>Warning&nbsp; Failed&nbsp; 12s&nbsp; kubelet<br>failed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&amp;service=contoso.azurecr.io: <span class="hljs-number">401</span> Unauthorized</code></pre>';

const FORMS: [form: string, value: object, text: string][] = [
  ['plain words', html('<div><div>no such host</div>\n</div>'), 'no such host'],
  [
    'a code block',
    html(CODE_BLOCK),
    'Anybody seen this?\n\nWarning  Failed  12s  kubelet\nfailed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&service=contoso.azurecr.io: 401 Unauthorized',
  ],
  [
    'a text body',
    payload({ body: { contentType: 'text', content: 'manifest\u00a0unknown <image>\n' } }),
    'manifest unknown <image>',
  ],
  [
    'the subject of a post',
    html('<p>since noon</p>', { subject: 'ImagePullBackOff' }),
    'ImagePullBackOff\nsince noon',
  ],
  [
    'a quoted reply is somebody else’s',
    html(
      '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="16"><strong>Lee</strong><p>manifest unknown</p></blockquote><p>and here 429</p>',
    ),
    'and here 429',
  ],
  [
    'a quoted message as an attachment',
    html('<attachment id="16"></attachment><p>and here 429</p>', {
      attachments: [card('messageReference', { messageId: '16', messagePreview: 'manifest unknown' })],
    }),
    'and here 429',
  ],
  [
    'our own name is no word of the error, a person’s stays',
    html('<div><at id="0">ACR Doctor</at> <at id="1">Lee</at> sees 401</div>', {
      mentions: [
        { id: 0, mentionText: 'ACR Doctor', mentioned: { user: null, application: { id: '28:bot' } } },
        { id: 1, mentionText: 'Lee', mentioned: { user: { id: 'lee' }, application: null } },
      ],
    }),
    'Lee sees 401',
  ],
  [
    'an alert as an Adaptive Card',
    html('<attachment id="74d2"></attachment>', {
      from: { user: null, application: { displayName: 'Alerts' } },
      attachments: [
        card('application/vnd.microsoft.card.adaptive', {
          type: 'AdaptiveCard',
          speak: 'not shown',
          body: [
            { type: 'TextBlock', text: 'Pod does not start' },
            { type: 'FactSet', facts: [{ title: 'Status', value: '401' }] },
            { type: 'RichTextBlock', inlines: ['failed to ', { type: 'TextRun', text: 'authorize' }] },
            {
              type: 'ColumnSet',
              columns: [{ type: 'Column', items: [{ type: 'CodeBlock', codeSnippet: 'one\ntwo' }] }],
            },
          ],
          actions: [{ type: 'Action.OpenUrl', title: 'Open the runbook', url: 'https://contoso.example' }],
        }),
      ],
    }),
    'Pod does not start\nStatus: 401\nfailed to authorize\none\ntwo',
  ],
  [
    'an alert as a connector card, with tags in its text',
    html('<attachment id="74d2"></attachment>', {
      attachments: [
        card('application/vnd.microsoft.teams.card.o365connector', {
          title: 'Alert',
          sections: [
            {
              activityTitle: 'aks',
              text: 'manifest unknown<br>tag 7',
              facts: [{ name: 'Node', value: 'n1' }],
            },
          ],
          potentialAction: [{ name: 'Open', value: 'x' }],
        }),
      ],
    }),
    'Alert\naks\nmanifest unknown\ntag 7\nNode: n1',
  ],
  ['a deleted message', html('<p>gone</p>', { deleted: true }), ''],
  [
    'a card that is none',
    html('<p>see card</p>', {
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: '{"type":' }],
    }),
    'see card',
  ],
];

test.each(FORMS)('%s', (_form, value, text) => {
  expect(readMessagePayload(value)?.text).toBe(text);
});

test('who wrote it, when, and where it stands', () => {
  expect(readMessagePayload(html('<p>429</p>'))).toEqual({
    id: '1611060744833',
    text: '429',
    author: 'Kim Akers',
    link: 'https://teams.microsoft.com/l/message/19:6decf54d@thread.skype/1611060744833',
    sentAt: '2026-01-19T12:52:24.833Z',
    pictures: 0,
    files: [],
  });
  const posted = html('<p>429</p>', { from: { user: null, application: { displayName: 'Alerts' } } });
  expect(readMessagePayload(posted)?.author).toBe('Alerts');
});

test('pictures, files and old snippets are counted, not read', () => {
  const chosen = readMessagePayload(
    html('<p><img src="x" itemtype="http://schema.skype.com/AMSImage"></p>', {
      attachments: [
        { contentType: 'image/png', contentUrl: 'https://x.example/p' },
        { contentType: 'reference', name: 'kubelet.log', contentUrl: 'https://contoso.sharepoint.example/k' },
        card('application/vnd.microsoft.card.codesnippet', {
          language: 'plaintext',
          codeSnippetUrl: 'https://x',
        }),
      ],
    }),
  );
  expect(chosen).toMatchObject({ text: '', pictures: 2, files: ['kubelet.log', 'a snippet'] });
});

describe('what is done about it', () => {
  const intentOf = (value: object) => intentOfMessage(readMessagePayload(value)!);

  test('a text is diagnosed, even one that would be a command if its reader had typed it', () => {
    for (const text of ['forget me', '/forget me', 'help', 'thanks', 'keys contoso'])
      expect(intentOf(html(`<p>${text}</p>`))).toEqual({ kind: 'diagnose', text });
  });

  test('without a text it says what it cannot read', () => {
    expect(intentOf(html(''))).toEqual({ kind: 'empty' });
    expect(intentOf(html('<img src="x">'))).toEqual({ kind: 'picture' });
    expect(intentOf(html('', { attachments: [{ contentType: 'reference', name: 'k.log' }] }))).toEqual({
      kind: 'file',
    });
  });

  test('the code block leads to its entry', async () => {
    const result = await diagnoseTexts(readMessagePayload(html(CODE_BLOCK))!.text);
    expect(result.answers[0]?.symptom).toBe('pull/unauthorized');
    expect(result.evidence).toMatchObject({
      registry: 'contoso.azurecr.io',
      repository: 'shop/cart',
      status: 401,
    });
  });
});

test('a part of another form does not cost the text', () => {
  const odd = { from: 'Kim', mentions: [{ id: 'a' }], attachments: [{ contentType: 7 }] };
  expect(readMessagePayload(html('<p>429</p>', odd))).toMatchObject({ text: '429', pictures: 0, files: [] });
});

test.each([
  ['nothing', undefined],
  ['a string', 'x'],
  ['an invoke about no message', { commandId: 'diagnoseMessage', commandContext: 'compose' }],
  ['a payload of another form', { messagePayload: { id: 7, body: [] } }],
])('%s is no message', (_name, value) => {
  expect(readMessagePayload(value)).toBeUndefined();
});

test('a hostile card is read in bounded time and size', () => {
  const deep = `${'{"items":['.repeat(5000)}{"text":"deepest"}${']}'.repeat(5000)}`;
  const wide = JSON.stringify({ body: Array.from({ length: 50_000 }, () => ({ text: 'x' })) });
  for (const content of [deep, wide]) {
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const { text } = readMessagePayload(html('<p>a</p>', { attachments: [{ contentType, content }] }))!;
    expect(text).not.toContain('deepest');
    expect(text.length).toBeLessThan(10_000);
  }
});
