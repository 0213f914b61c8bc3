import { byId, call, el, follow, keyed, login, may, say, token, whoIsHere } from '/fleet.js';

const id = decodeURIComponent(location.pathname.split('/').pop());
const path = '/runs/' + encodeURIComponent(id);
let me = { name: 'anonymous', access: 'anyone' };
let live = 'lost', at = 0, failed = '';

async function refresh() {
  try {
    draw(await call(path)); at = performance.now(); failed = '';
  } catch (e) {
    failed = e.status ? e.message : 'the service does not answer';
    if (e.status === 401) { say(byId('headline'), 'This page needs a token.'); }
    if (e.status === 404) { say(byId('headline'), e.message); }
  }
  fresh();
}
function fresh() {
  const f = byId('fresh');
  f.className = failed || (live === 'lost') ? 'old' : '';
  say(f, failed || (at === 0 ? 'connecting …' : Math.round((performance.now() - at) / 1000) + ' s ago' + (live === 'live' ? ' · live' : '')));
}
function draw(r) {
  document.title = r.what + ' · BBB Fleet';
  say(byId('headline'), r.what + ': ' + r.state);
  byId('answer').className = { well: 'well', critical: 'critical' }[r.tone] ?? 'unknown';
  say(byId('doing'), r.told);
  byId('ask').hidden = r.state !== 'waiting for approval';
  byId('ask-form').hidden = !may(me, 'approver');
  say(byId('ask-hint'), may(me, 'approver') ? '' : 'An approver answers here, or in a terminal: fleet provision --server … approves what it starts.');
  byId('cancel-form').hidden = !r.cancellable || !may(me, 'operator');
  keyed(byId('hosts'), r.hosts, (h) => h.host, (h) => {
    const li = el('li', 'story');
    li.append(el('h3', '', el('span', '', h.host), el('span', 'state')), el('p', 'age-line', el('progress'), ' ', el('span', 'doing')), el('p', 'why'), el('ul', 'changes'));
    return li;
  }, (li, h) => {
    const state = li.querySelector('.state');
    state.className = 'state ' + h.tone; say(state, h.state);
    const bar = li.querySelector('progress');
    bar.hidden = h.tone !== 'busy';
    if (h.of > 0) { bar.max = h.of; bar.value = h.number - 1; } else { bar.removeAttribute('value'); }
    bar.setAttribute('aria-label', h.host);
    say(li.querySelector('.doing'), h.doing);
    say(li.querySelector('.why'), h.told);
    const list = li.querySelector('.changes');
    if (list.dataset.drawn !== String(h.changes.length) + h.state) {
      list.dataset.drawn = String(h.changes.length) + h.state;
      list.replaceChildren(...h.changes.map((c) => el('li', '', c.line, c.diff ? el('details', '', el('summary', '', 'difference'), el('pre', '', c.diff)) : '')));
    }
  });
}
byId('ask-form').addEventListener('submit', async (e) => {
  e.preventDefault();
  try {
    const answer = await call(path + '/' + e.submitter.value, { reason: byId('reason').value });
    say(byId('ask-told'), answer.said);
    if (answer.id) { location.href = '/runs/' + encodeURIComponent(answer.id); return; }
  } catch (x) { say(byId('ask-told'), x.message); }
  refresh();
});
byId('cancel-form').addEventListener('submit', async (e) => {
  e.preventDefault();
  try { say(byId('cancel-told'), (await call(path + '/cancel', { reason: 'stopped on its page' })).said); } catch (x) { say(byId('cancel-told'), x.message); }
  refresh();
});
let soon = 0;
async function here() {
  try { me = await call('/whoami'); } catch (e) { if (e.status === 401) token.set(''); }
  whoIsHere(me);
  await refresh();
  await follow(path + '/events', {
    state: (s) => { live = s; fresh(); if (s === 'live') refresh(); },
    event: () => { clearTimeout(soon); soon = setTimeout(refresh, 150); },
  });
}
login(() => location.reload());
setInterval(fresh, 1000);
here();
