import { byId, call, el, follow, keyed, login, may, say, span, token, whoIsHere } from '/fleet.js';

const marks = { well: '● well', warning: '▲ warning', critical: '■ broken', unknown: '? not measured' };
let me = { name: 'anonymous', access: 'anyone' };
let last = null, lastAt = 0, failed = '', live = 'lost', serverAhead = 0, timer = 0;

const ago = (instant) => span((Date.now() + serverAhead - Date.parse(instant)) / 1000);

async function refresh() {
  clearTimeout(timer);
  try {
    const status = await call('/status');
    last = status; lastAt = performance.now(); failed = '';
    serverAhead = Date.parse(status.now) - Date.now();
    draw(status);
    const [pauses, runs] = await Promise.all([call('/pauses'), call('/runs').catch((e) => { if (e.status === 404) return null; throw e; })]);
    drawPauses(pauses.pauses); drawRuns(runs);
  } catch (e) {
    failed = e.status ? e.message : 'the service does not answer';
    if (e.status === 401) { locked(); return; }
  }
  fresh();
  timer = setTimeout(refresh, live === 'live' ? 4000 : 2000);
}

function locked() {
  last = null;
  document.body.classList.add('locked');
  say(byId('headline'), 'This page needs a token.');
  say(byId('doing'), 'A viewer’s token shows it, an approver’s lets you answer. An admin makes one: fleet token add NAME --role viewer');
  byId('warnings').replaceChildren();
  fresh();
}

function fresh() {
  const f = byId('fresh');
  if (!last) { say(f, failed || 'connecting …'); f.className = failed ? 'old' : ''; return; }
  const age = (performance.now() - lastAt) / 1000 + (last.measuredAgo ?? 0);
  const old = failed !== '' || last.measuredAgo === null || age > 30;
  f.className = old ? 'old' : '';
  say(f, (failed ? failed + '; ' : '') + (last.measuredAgo === null ? 'Prometheus does not answer: nothing here is measured' : 'measured ' + span(age) + ' ago') + (live === 'live' ? ' · live' : ' · not live'));
  document.querySelectorAll('[data-since]').forEach((e) => say(e, ago(e.dataset.since) + ' ago'));
  document.querySelectorAll('[data-measured]').forEach((e) => say(e, last.measuredAgo === null ? '' : span(age) + ' ago'));
}

function since(instant) { const e = el('span', 'age', ago(instant) + ' ago'); e.dataset.since = instant; return e; }

function draw(s) {
  document.body.classList.remove('locked');
  say(byId('version'), 'fleet ' + s.version);
  say(byId('headline'), s.headline);
  byId('answer').className = s.measuredAgo === null ? 'unknown' : s.alerts.some((a) => a.state === 'firing' && a.severity === 'critical') ? 'critical' : 'well';
  say(byId('doing'), s.doing);
  keyed(byId('warnings'), s.warnings, (w) => w, () => el('li'), say);
  const needs = s.incidents.filter((i) => i.needsYou);
  byId('needs').hidden = needs.length === 0;
  document.title = (needs.length ? '(' + needs.length + ') ' : '') + 'BBB Fleet';
  keyed(byId('needs-list'), needs, (i) => i.id, need, updateNeed);
  byId('drains-part').hidden = s.drains.length === 0;
  keyed(byId('drains'), s.drains, (d) => d.host + d.incident, drain, updateDrain);
  keyed(byId('hosts'), s.hosts, (h) => h.name, (h) => el('li'), tile);
  const body = byId('alerts').tBodies[0];
  byId('alerts').hidden = s.alerts.length === 0;
  const none = byId('no-alerts');
  none.hidden = s.alerts.length !== 0;
  say(none, s.measuredAgo === null ? 'Not measured: Prometheus does not answer.' : 'No alert is pending or firing.');
  body.replaceChildren(...s.alerts.map((x) => el('tr', '', el('td', '', x.alert), el('td', '', x.host), el('td', 'state ' + (x.state === 'firing' ? x.severity : 'busy'), x.state), el('td', 'num', span(x.seconds)), el('td', '', x.summary))));
  keyed(byId('incidents'), s.incidents, (i) => i.id, story, updateStory);
  byId('no-incidents').hidden = s.incidents.length !== 0;
  const scope = byId('pause-host');
  if (scope.options.length !== s.hosts.length + 1) {
    scope.replaceChildren(new Option('the whole fleet', ''), ...s.hosts.map((h) => new Option(h.name, h.name)));
  }
}

function need(i) {
  const li = el('li', 'need');
  const head = el('h3', '', i.alert + ' on ' + i.host);
  head.id = 'need-' + i.id;
  li.append(head, el('p', 'why'), el('p', 'age-line', 'incident ' + i.id + ' · ', since(i.opened)));
  const evidence = el('details', '', el('summary', '', 'What was seen and done'), el('div', 'lines'));
  li.append(evidence);
  const form = el('form', 'answer-form');
  form.setAttribute('aria-labelledby', head.id);
  const reason = el('input');
  reason.name = 'reason'; reason.required = true; reason.maxLength = 300; reason.autocomplete = 'off'; reason.id = 'reason-' + i.id;
  const label = el('label', '', 'Reason'); label.htmlFor = reason.id;
  const approve = el('button', 'primary', 'Approve'); approve.value = 'approve'; approve.name = 'answer';
  const reject = el('button', '', 'Reject'); reject.value = 'reject'; reject.name = 'answer';
  const told = el('p', 'told'); told.setAttribute('role', 'status');
  form.append(label, reason, el('div', 'buttons', approve, reject), told);
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    approve.disabled = reject.disabled = true;
    say(told, '…');
    try { say(told, (await call('/incidents/' + i.id + '/' + e.submitter.value, { reason: reason.value, ...(li.dataset.asked ? { asked: li.dataset.asked } : {}) })).said); reason.value = ''; } catch (x) { say(told, x.message); }
    approve.disabled = reject.disabled = false;
    refresh();
  });
  li.append(form, el('p', 'hint'));
  return li;
}

function updateNeed(li, i) {
  const waits = i.state === 'waiting approval';
  li.dataset.asked = i.asked ?? '';
  say(li.querySelector('.why'), i.reason);
  li.querySelector('form').hidden = !waits || !may(me, 'approver');
  const hint = li.querySelector('.hint');
  hint.hidden = waits && may(me, 'approver');
  say(hint, waits ? 'An approver answers here, or in a terminal: ' + i.cure : 'A person must act. All that is known: ' + i.cure);
  lines(li.querySelector('.lines'), i.story);
}

function drain(d) {
  const li = el('li', 'drain');
  const head = el('h3', '', d.host);
  head.id = 'drain-' + d.incident;
  const age = el('span', 'age'); age.dataset.measured = '';
  const form = el('form', 'answer-form');
  form.setAttribute('aria-labelledby', head.id);
  const reason = el('input');
  reason.name = 'reason'; reason.required = true; reason.maxLength = 300; reason.autocomplete = 'off'; reason.id = 'undrain-' + d.incident;
  const label = el('label', '', 'Reason'); label.htmlFor = reason.id;
  const back = el('button', '', ''); const told = el('p', 'told'); told.setAttribute('role', 'status');
  form.append(label, reason, el('div', 'buttons', back), told);
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    back.disabled = true;
    say(told, '…');
    try { say(told, 'incident ' + (await call('/undrain', { host: d.host, reason: reason.value })).incident + ' tells how it goes on'); reason.value = ''; } catch (x) { say(told, x.message); }
    back.disabled = false;
    refresh();
  });
  li.append(head, el('p', 'why'), el('p', 'age-line', el('span', 'left'), ' ', age), el('p', 'age-line', 'incident ' + d.incident + ' · began ', since(d.since)), form);
  return li;
}

function updateDrain(li, d) {
  const until = d.until ? ', until ' + new Date(d.until).toLocaleString() : '';
  say(li.querySelector('.why'), d.phase + until + (d.running && d.told ? ': ' + d.told.replace(/; waits until .*/, '') : ''));
  say(li.querySelector('.left'), d.meetings);
  li.querySelector('form').hidden = !may(me, 'approver');
  say(li.querySelector('button'), d.running ? 'Call it off' : 'Put it back');
}

function lines(box, story) {
  keyed(box, story, (e) => e.id, (e) => {
    const line = el('div', 'line', el('time', '', e.at), el('span', 'what', e.what), el('span', 'text', e.text));
    if (e.evidence) line.append(el('details', 'evidence', el('summary', '', 'evidence'), el('pre', '', e.evidence)));
    return line;
  }, () => {});
}

function tile(li, h) {
  const key = JSON.stringify(h);
  if (li.dataset.drawn === key) return;
  li.dataset.drawn = key;
  li.className = 'tile ' + h.state;
  const age = el('span', 'age'); age.dataset.measured = '';
  const ul = el('ul', 'collectors');
  ul.setAttribute('aria-label', 'Collectors of ' + h.name);
  for (const c of h.collectors) ul.append(el('li', c.ok ? '' : 'bad', (c.ok ? '' : '✗ ') + c.name + ' ' + (c.age === null ? 'never' : span(c.age))));
  li.replaceChildren(el('h3', '', el('span', '', h.name), el('span', 'state', marks[h.state])), el('p', '', h.address + ' · ' + h.roles.join(' ')), el('p', '', h.meetings + ' ', h.meetings === '–' ? '' : age), h.why ? el('p', 'why', h.why) : '', ul);
}

function story(i) {
  const li = el('li', 'story');
  li.append(el('h3', '', el('span', '', i.id + '  ' + i.alert + ' on ' + i.host), el('span', 'state')), el('p', 'age-line', since(i.opened), ' ', el('span', 'reason')));
  const more = el('details', '', el('summary', '', 'Story'), el('div', 'lines'));
  more.open = !['healed', 'resolved'].includes(i.state);
  li.append(more);
  return li;
}

function updateStory(li, i) {
  const state = li.querySelector('.state');
  state.className = 'state ' + i.tone;
  say(state, i.state);
  say(li.querySelector('.reason'), i.reason);
  lines(li.querySelector('.lines'), i.story);
}

function drawPauses(pauses) {
  byId('pausing').hidden = !may(me, 'operator') && pauses.length === 0;
  byId('pause-form').hidden = !may(me, 'operator');
  keyed(byId('pauses'), pauses, (p) => p.scope + p.since, (p) => {
    const li = el('li', '', '⏸ ', el('strong', '', p.scope === 'fleet' ? 'the whole fleet' : p.scope.replace(':', ' ')), ' until ' + new Date(p.until).toLocaleString() + ', by ' + p.owner + ': ' + p.reason + ' ');
    const end = el('button', 'end', 'Resume'); end.type = 'button';
    end.addEventListener('click', async () => {
      try { await call('/pauses/end', p.scope === 'fleet' ? {} : { [p.scope.split(':', 1)[0]]: p.scope.slice(p.scope.indexOf(':') + 1) }); } catch (x) { say(byId('pause-told'), x.message); }
      refresh();
    });
    li.append(end);
    return li;
  }, (li) => { li.querySelector('.end').hidden = !may(me, 'operator'); });
}

function drawRuns(runs) {
  byId('runs-part').hidden = runs === null;
  if (!runs) return;
  byId('no-runs').hidden = runs.runs.length !== 0;
  byId('run-form').hidden = !runs.enabled || !may(me, 'operator');
  say(byId('runs-off'), runs.enabled ? '' : 'Runs are started from a terminal: this service holds no operator’s key.');
  keyed(byId('runs'), runs.runs.slice(0, 12), (r) => r.id, (r) => {
    const link = el('a', '', r.id); link.href = '/runs/' + encodeURIComponent(r.id);
    return el('li', 'run', link, ' ', el('span', 'state'), ' ', el('span', 'what'), ' ', since(r.at));
  }, (li, r) => {
    const state = li.querySelector('.state');
    state.className = 'state ' + r.tone; say(state, r.state);
    say(li.querySelector('.what'), r.what);
  });
}

byId('pause-form').addEventListener('submit', async (e) => {
  e.preventDefault();
  const host = byId('pause-host').value;
  try {
    say(byId('pause-told'), (await call('/pauses', { ...(host ? { host } : {}), reason: byId('pause-reason').value, seconds: Number(byId('pause-for').value) })).said);
    byId('pause-reason').value = '';
  } catch (x) { say(byId('pause-told'), x.message); }
  refresh();
});
byId('run-form').addEventListener('submit', async (e) => {
  e.preventDefault();
  try {
    const limit = byId('run-limit').value.trim();
    location.href = '/runs/' + encodeURIComponent((await call('/runs/plan', limit ? { limit } : {})).id);
  } catch (x) { say(byId('run-told'), x.message); }
});

let soon = 0;
async function listen() {
  await follow('/events/stream', {
    state: (s) => { live = s; fresh(); if (s === 'live') refresh(); },
    event: () => { clearTimeout(soon); soon = setTimeout(refresh, 120); },
  });
}
async function here() {
  try { me = await call('/whoami'); } catch (e) { if (e.status === 401) token.set(''); }
  whoIsHere(me);
  refresh();
  listen();
}
login(() => location.reload());
setInterval(fresh, 1000);
here();
