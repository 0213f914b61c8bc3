// What all pages share. Everything from the server is put into the page as text, never as markup.
export const byId = (id) => document.getElementById(id);

export function el(tag, cls, ...content) {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  e.append(...content.filter((c) => c !== undefined && c !== null && c !== ''));
  return e;
}

/** Sets a text only when it differs, so that a screen reader is not told twice. */
export function say(e, text) { if (e.textContent !== text) e.textContent = text; }

export function span(seconds) {
  if (seconds === null || seconds === undefined || !isFinite(seconds)) return '–';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return s + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' min';
  if (s < 86400) return Math.floor(s / 3600) + ' h ' + Math.floor((s % 3600) / 60) + ' min';
  return Math.floor(s / 86400) + ' d';
}

/** Keeps one element for each item, so that what somebody types into it stays. */
export function keyed(list, items, key, make, update) {
  const old = new Map([...list.children].map((e) => [e.dataset.key, e]));
  items.forEach((item, i) => {
    const k = String(key(item));
    let e = old.get(k);
    if (!e) { e = make(item); e.dataset.key = k; }
    old.delete(k);
    update(e, item);
    if (list.children[i] !== e) list.insertBefore(e, list.children[i] ?? null);
  });
  old.forEach((e) => e.remove());
}

// The token stays in this tab: never in an address, never on disk.
const TOKEN = 'fleet.token';
export const token = {
  get: () => sessionStorage.getItem(TOKEN) ?? '',
  set: (text) => { if (text) sessionStorage.setItem(TOKEN, text); else sessionStorage.removeItem(TOKEN); },
};

export class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

function headers(more) {
  return token.get() ? { ...more, 'X-Fleet-Token': token.get() } : { ...more };
}

export async function call(path, body) {
  const how = { cache: 'no-store', headers: headers(), signal: AbortSignal.timeout(10000) };
  if (body !== undefined) {
    how.method = 'POST'; how.headers['Content-Type'] = 'application/json'; how.body = JSON.stringify(body);
  }
  const answer = await fetch('/api/v1' + path, how);
  let said = {};
  try { said = await answer.json(); } catch { /* told by the status below */ }
  if (!answer.ok) throw new Refused(answer.status, said.error ?? 'the service answered ' + answer.status);
  return said;
}

/**
 * Server-sent events over fetch, because EventSource sends no token. Goes on after the last event that came.
 * on: event(kind, data), state('live' | 'lost' | 'refused').
 */
export async function follow(path, on) {
  let last = '', wait = 500;
  for (;;) {
    const gone = new AbortController();
    let beat = setTimeout(() => gone.abort(), 45000);
    try {
      const answer = await fetch('/api/v1' + path, {
        cache: 'no-store', signal: gone.signal, headers: headers(last === '' ? {} : { 'Last-Event-ID': last }),
      });
      if (answer.status === 204) return;
      if (answer.status === 401 || answer.status === 403 || answer.status === 404) { on.state('refused'); return; }
      if (!answer.ok) throw new Error('HTTP ' + answer.status);
      on.state('live'); wait = 500;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        clearTimeout(beat); beat = setTimeout(() => gone.abort(), 45000);
        text += value;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const message = { event: 'message', data: '' };
          for (const line of text.slice(0, end).split('\n')) {
            const colon = line.indexOf(': ');
            if (colon > 0) message[line.slice(0, colon)] = line.slice(colon + 2);
          }
          text = text.slice(end + 2);
          if (message.id !== undefined) last = message.id;
          if (message.data) on.event(message.event, JSON.parse(message.data));
          if (message.event === 'end') return;
        }
      }
    } catch { /* tried again below, and shown */ } finally { clearTimeout(beat); }
    on.state('lost');
    await new Promise((r) => setTimeout(r, wait));
    wait = Math.min(wait * 2, 8000);
  }
}

/** The form for the token; calls back when somebody was let in. */
export function login(changed) {
  const form = byId('login'), input = byId('token'), told = byId('login-told');
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    token.set(input.value.trim());
    try {
      const me = await call('/whoami');
      if (me.access === 'anyone') throw new Refused(401, 'type a token');
      input.value = ''; say(told, ''); changed(me);
    } catch (x) { token.set(''); say(told, x.message); input.focus(); }
  });
  byId('logout').addEventListener('click', () => { token.set(''); location.reload(); });
}

export const may = (me, access) => ['anyone', 'viewer', 'operator', 'approver', 'admin'].indexOf(me.access) >= ['anyone', 'viewer', 'operator', 'approver', 'admin'].indexOf(access);

/** Shows who is here: the form, or the name. */
export function whoIsHere(me) {
  const known = token.get() !== '';
  byId('login').hidden = known;
  byId('here').hidden = !known;
  say(byId('me'), known ? me.name + ' · ' + me.access : '');
}
