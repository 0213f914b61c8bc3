'use strict';
// Everything from the server is put into the page as text, never as markup.
const byId = (id) => document.getElementById(id);
function el(tag, cls, text) { const e = document.createElement(tag); if (cls) e.className = cls; if (text !== undefined) e.textContent = text; return e; }
function span(seconds) {
  if (seconds === null || seconds === undefined || !isFinite(seconds)) return '–';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return s + ' s'; if (s < 3600) return Math.floor(s / 60) + ' min ' + (s % 60) + ' s';
  if (s < 86400) return Math.floor(s / 3600) + ' h ' + Math.floor((s % 3600) / 60) + ' min'; return Math.floor(s / 86400) + ' d';
}
const marks = { well: '● well', warning: '▲ warning', critical: '■ broken', unknown: '? not measured' };

let last = null, lastAt = 0, failed = false;
async function poll() {
  try {
    const answer = await fetch('/api/v1/status', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error('HTTP ' + answer.status);
    last = await answer.json(); lastAt = performance.now(); failed = false; draw(last);
  } catch (e) { failed = true; }
  fresh();
  setTimeout(poll, 1000);
}
function fresh() {
  const f = byId('fresh');
  if (!last) { f.textContent = failed ? 'the service does not answer' : 'connecting …'; return; }
  const age = (performance.now() - lastAt) / 1000 + (last.measuredAgo ?? 0);
  const old = failed || last.measuredAgo === null || age > 30;
  f.className = old ? 'old' : '';
  f.textContent = last.measuredAgo === null ? 'Prometheus does not answer: nothing below is measured' : (failed ? 'the service does not answer; ' : '') + 'measured ' + span(age) + ' ago';
}
function draw(s) {
  byId('version').textContent = 'fleet ' + s.version;
  const a = byId('answer'); a.replaceChildren(el('p', 'headline', s.headline), el('p', 'second', s.doing));
  const needs = s.incidents.filter((i) => i.needsYou);
  byId('needs').hidden = needs.length === 0;
  byId('needs-list').replaceChildren(...needs.map((i) => { const li = el('li'); li.append(el('strong', '', i.alert + ' on ' + i.host + ': '), document.createTextNode(i.reason + ' '), el('code', '', i.cure)); return li; }));
  byId('hosts').replaceChildren(...s.hosts.map(tile));
  const body = byId('alerts').tBodies[0];
  byId('alerts').hidden = s.alerts.length === 0; const none = byId('no-alerts'); none.hidden = s.alerts.length !== 0;
  none.textContent = s.measuredAgo === null ? 'Not measured: Prometheus does not answer.' : 'No alert is pending or firing.';
  body.replaceChildren(...s.alerts.map((x) => { const tr = el('tr'); tr.append(el('td', '', x.alert), el('td', '', x.host), el('td', 'state ' + (x.state === 'firing' ? x.severity : 'busy'), x.state), el('td', 'num', span(x.seconds)), el('td', '', x.summary)); return tr; }));
  byId('incidents').replaceChildren(...s.incidents.map(story)); byId('no-incidents').hidden = s.incidents.length !== 0;
}
function tile(h) {
  const li = el('li', 'tile ' + h.state); const h3 = el('h3', '', h.name); h3.append(el('span', 'state', marks[h.state]));
  li.append(h3, el('p', '', h.address + ' · ' + h.roles.join(' '))); li.append(el('p', '', h.meetings));
  if (h.why) li.append(el('p', '', h.why));
  const ul = el('ul', 'collectors'); ul.setAttribute('aria-label', 'Collectors');
  for (const c of h.collectors) ul.append(el('li', c.ok ? '' : 'bad', (c.ok ? '' : '✗ ') + c.name + ' ' + (c.age === null ? 'never' : span(c.age))));
  li.append(ul); return li;
}
function story(i) {
  const li = el('li', 'story'); const h3 = el('h3', '', i.id + '  ' + i.alert + ' on ' + i.host); h3.append(el('span', 'state ' + i.tone, i.state)); li.append(h3);
  const t = el('table'); const b = el('tbody'); t.append(b);
  for (const e of i.story) { const tr = el('tr'); tr.append(el('td', '', e.at), el('td', '', e.what), el('td', '', e.text)); b.append(tr); }
  const scroll = el('div', 'scroll'); scroll.append(t); li.append(scroll); return li;
}
setInterval(fresh, 1000);
poll();
