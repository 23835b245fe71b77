// The pages' own script: it asks the interface of this server and nobody else.
const word = document.querySelector('meta[name="lantian-word"]')?.content ?? '';
const zh = document.documentElement.lang.startsWith('zh');
const lang = new URLSearchParams(location.search).get('lang');
const said = document.getElementById('said');

function say(text, stays = false) {
  said.textContent = text;
  clearTimeout(say.timer);
  if (!stays) say.timer = setTimeout(() => { said.textContent = ''; }, 6000);
}

async function ask(path, method = 'GET', body, type = 'application/json') {
  const address = lang ? path + (path.includes('?') ? '&' : '?') + 'lang=' + lang : path;
  const answer = await fetch(address, {
    method, headers: method === 'GET' ? {} : { 'Content-Type': type, 'X-Lantian-Word': word },
    body: body === undefined ? undefined : type === 'application/json' ? JSON.stringify(body) : body,
  });
  const value = answer.status === 204 ? {} : await answer.json();
  if (answer.ok) return value;
  const findings = (value.findings ?? []).slice(0, 3).map((f) => f.text[zh ? 'zh' : 'en'] + (f.value ? `（${f.value}）` : ''));
  throw new Error([zh ? value.title_zh : value.title, ...findings].join(' · '));
}

async function trying(work) {
  try { return await work(); } catch (error) { say(error.message, true); return undefined; }
}

export { ask, say, trying, zh, lang };

// The token in the address becomes a session.
if (document.body.dataset.page === 'open') {
  const token = location.hash.slice(1);
  history.replaceState(null, '', '/open');
  trying(async () => {
    await ask('/api/session', 'POST', { token });
    location.replace('/');
  });
}

// The grid.
const grid = document.querySelector('.grid[data-table]');
if (grid) {
  const table = grid.dataset.table;
  const body = grid.querySelector('tbody');
  let last = Number(grid.dataset.first) + body.rows.length;
  const rows = Number(grid.dataset.rows);

  const place = (cell) => ({ line: Number(cell.parentElement.dataset.line), column: cell.cellIndex - 1 });
  const mark = (cell, finding) => {
    cell.className = finding ? finding.severity : '';
    if (finding) cell.title = finding.text; else cell.removeAttribute('title');
  };

  function drawn(row) {
    const line = document.createElement('tr');
    line.dataset.line = row.line;
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = row.line;
    line.append(head);
    row.cells.forEach((value, column) => {
      const cell = document.createElement('td');
      cell.tabIndex = -1;
      cell.textContent = value;
      mark(cell, row.findings?.find((f) => f.column === column));
      line.append(cell);
    });
    return line;
  }

  // Rows come as they are scrolled to.
  let loading = false;
  grid.addEventListener('scroll', async () => {
    if (loading || last >= rows || grid.scrollTop + grid.clientHeight < grid.scrollHeight - 200) return;
    loading = true;
    const more = await trying(() => ask(`/api/table?table=${encodeURIComponent(table)}&from=${last}&count=60`));
    if (more) {
      body.append(...more.rows.map(drawn));
      last += more.rows.length;
    }
    loading = false;
  });

  async function refresh() {
    const first = last - body.rows.length;
    for (let from = first; from < last; from += 500) {
      const count = Math.min(500, last - from);
      const now = await ask(`/api/table?table=${encodeURIComponent(table)}&from=${from}&count=${count}`);
      now.rows.forEach((row, i) => {
        const line = body.rows[from - first + i];
        row.cells.forEach((value, column) => {
          const cell = line.cells[column + 1];
          if (cell.textContent !== value) cell.textContent = value;
          mark(cell, row.findings?.find((f) => f.column === column));
        });
      });
    }
  }

  async function change(edits) {
    await trying(async () => {
      const done = await ask('/api/table', 'PATCH', { table, edits });
      await refresh();
      say(zh ? `已写入文件（${done.changed} 格）` : `written to the file (${done.changed} cells)`);
    });
  }

  function edit(cell, start) {
    if (!cell || cell.tagName !== 'TD' || cell.querySelector('input')) return;
    const before = cell.textContent;
    const input = document.createElement('input');
    input.type = 'text';
    input.value = start ?? before;
    input.setAttribute('aria-label', zh ? '单元格' : 'cell');
    cell.textContent = '';
    cell.append(input);
    input.focus();
    if (start === undefined) input.select();
    let done = false;
    const end = async (keeps) => {
      if (done) return;
      done = true;
      const value = input.value;
      cell.textContent = before;
      cell.focus();
      if (keeps && value !== before) await change([{ ...place(cell), before, value }]);
    };
    input.addEventListener('blur', () => end(true));
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter') { event.preventDefault(); end(true); }
      if (event.key === 'Escape') end(false);
    });
  }

  grid.addEventListener('dblclick', (event) => edit(event.target.closest('td')));
  grid.addEventListener('click', (event) => event.target.closest('td')?.focus());
  grid.addEventListener('focus', () => body.querySelector('td')?.focus());
  grid.addEventListener('keydown', (event) => {
    const cell = event.target.closest('td');
    if (!cell) return;
    const row = cell.parentElement;
    const next = {
      ArrowRight: cell.nextElementSibling, ArrowLeft: cell.previousElementSibling,
      ArrowDown: row.nextElementSibling?.cells[cell.cellIndex], ArrowUp: row.previousElementSibling?.cells[cell.cellIndex],
    };
    if (event.key in next) {
      event.preventDefault();
      if (next[event.key]?.tagName === 'TD') next[event.key].focus();
    } else if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault();
      edit(cell);
    } else if (event.key === 'Delete') {
      if (cell.textContent) change([{ ...place(cell), before: cell.textContent, value: '' }]);
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      edit(cell, event.key);
    }
  });
  grid.addEventListener('paste', (event) => {
    const cell = event.target.closest('td');
    if (!cell || event.target.tagName === 'INPUT') return;
    event.preventDefault();
    const lines = event.clipboardData.getData('text/plain').replace(/\r/g, '').replace(/\n$/, '').split('\n');
    const edits = [];
    let row = cell.parentElement;
    for (const line of lines) {
      if (!row) break;
      line.split('\t').forEach((value, i) => {
        const own = row.cells[cell.cellIndex + i];
        if (own && own.textContent !== value) edits.push({ ...place(own), before: own.textContent, value });
      });
      row = row.nextElementSibling;
    }
    if (edits.length) change(edits);
  });
}

// The plan: what is moved is tried at once; only the last of many values waits.
const plan = document.querySelector('[data-plan]');
if (plan) {
  const set = {};
  let running = false;
  let waiting;

  function show(run) {
    const put = (place, name, text) => {
      const own = place?.querySelector(`[data-of="${CSS.escape(name)}"]`);
      if (own && own.textContent !== text) own.textContent = text;
    };
    for (const total of run.totals) {
      const place = plan.querySelector(`[data-pollutant="${CSS.escape(total.pollutant)}"]`);
      put(place, 'scenario', total.scenario);
      put(place, 'reduction', total.reduction);
    }
    for (const measure of run.measures) {
      const place = plan.querySelector(`[data-measure="${CSS.escape(measure.id)}"]`);
      put(place, 'state', measure.label);
      for (const [pollutant, reduction] of Object.entries(measure.reductions)) put(place, pollutant, reduction.shown);
    }
    for (const clause of run.clauses) {
      const place = plan.querySelector(`[data-clause="${CSS.escape(clause.id)}"]`);
      put(place, 'state', clause.label);
      for (const [pollutant, shown] of Object.entries(clause.reductions)) put(place, pollutant, shown);
      for (const need of place?.querySelectorAll('small') ?? []) need.hidden = !clause.needs.includes(need.dataset.need);
    }
    for (const target of run.targets) {
      const place = plan.querySelector(`[data-target="${CSS.escape(target.id)}"]`);
      put(place, 'emission', target.emission);
      put(place, 'state', target.label);
    }
  }

  async function attempt(changed) {
    if (running) { waiting = changed; return; }
    running = true;
    const start = performance.now();
    await trying(async () => {
      show(await ask('/api/what-if', 'POST', { plan: plan.dataset.plan, set, changed }));
      document.getElementById('plan-time').textContent =
        (zh ? '试算用时 ' : 'tried in ') + Math.round(performance.now() - start) + ' ms';
      said.textContent = '';
    });
    running = false;
    if (waiting !== undefined) {
      const next = waiting;
      waiting = undefined;
      attempt(next);
    }
  }

  plan.addEventListener('input', (event) => {
    const name = event.target.dataset.input;
    if (!name) return;
    if (event.target.type === 'text') return;
    give(event.target, name);
  });
  plan.addEventListener('change', (event) => {
    const name = event.target.dataset.input;
    if (name && event.target.type === 'text') give(event.target, name);
  });

  function give(input, name) {
    const value = input.value.trim();
    if (!value) { delete set[name]; attempt(undefined); return; }
    set[name] = value;
    for (const other of plan.querySelectorAll(`[data-input="${CSS.escape(name)}"]`)) {
      if (other !== input) other.value = value;
      other.classList.add('tried');
    }
    attempt(name);
  }

  plan.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-do="save"]');
    if (!button) return;
    const name = button.dataset.name;
    const input = plan.querySelector(`input[type="text"][data-input="${CSS.escape(name)}"]`);
    const value = input.value.trim();
    if (!value) { input.focus(); return; }
    await trying(async () => {
      show(await ask('/api/plan-input', 'POST', { plan: plan.dataset.plan, name, value }));
      delete set[name];
      for (const other of plan.querySelectorAll(`[data-input="${CSS.escape(name)}"]`)) other.classList.remove('tried');
      say(zh ? `已写入方案：${name} = ${value}` : `written to the plan: ${name} = ${value}`);
    });
  });
}

// Single deeds.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-do]');
  if (!button) return;
  const deed = button.dataset.do;
  if (deed === 'undo' || deed === 'restore') {
    const done = await trying(() => (deed === 'undo'
      ? ask('/api/undo', 'POST', { table: button.dataset.table })
      : ask('/api/restore', 'POST', { entry: Number(button.dataset.entry), after: button.dataset.after === 'yes' })));
    if (done) location.reload();
  }
  if (deed === 'merge') {
    const done = await trying(() => ask('/api/merge', 'POST', {}));
    if (done) say((zh ? '已写出：' : 'written: ') + done.files.join(', '), true);
  }
});

document.getElementById('package')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = async (name) => event.target.elements[name].files[0]?.text();
  say(zh ? '正在生成…' : 'working…', true);
  const done = await trying(async () => {
    const [key, certificate] = [await text('key'), await text('certificate')];
    return ask('/api/package', 'POST', { ...(key ? { key } : {}), ...(certificate ? { certificate } : {}) });
  });
  if (done) location.reload();
});

document.getElementById('upload')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const files = [...event.target.elements.files.files];
  for (const [i, file] of files.entries()) {
    say(`${i + 1} / ${files.length}`, true);
    if (!await trying(() => ask('/api/inbox', 'POST', file, 'application/octet-stream'))) return;
  }
  if (files.length) location.reload();
});

// What is said once the page has been loaded again.
const told = sessionStorage.getItem('told');
if (told) {
  sessionStorage.removeItem('told');
  say(told);
}
function reloadTelling(text) {
  sessionStorage.setItem('told', text);
  location.reload();
}

// How sure: what is stated of a datum is written to the inventory.
document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form.range');
  if (!form) return;
  event.preventDefault();
  const fields = form.elements;
  const body = {
    part: form.dataset.part || fields.part.value, name: form.dataset.name ?? fields.name.value.trim(),
    value: fields.value.value.trim(), shared: fields.shared?.checked ?? false, digest: form.dataset.digest,
  };
  const done = await trying(() => ask('/api/uncertainty', 'POST', body));
  if (done) reloadTelling((zh ? '已写入清单：' : 'written to the inventory: ') + `${body.name || body.part} = ${body.value}`);
});

// Solve: what was found is kept as a plan; the address is the question.
document.addEventListener('click', async (event) => {
  if (!event.target.closest('[data-do="keep-choice"]')) return;
  const asked = new URLSearchParams(location.search);
  say(zh ? '正在保存…' : 'saving…', true);
  const plan = asked.get('plan') || document.querySelector('#solve [name="plan"]').value;
  const done = await trying(() => ask('/api/solve', 'POST', {
    plan, targets: asked.getAll('target').filter((target) => target.trim()), budget: asked.get('budget') ?? '',
    most: asked.get('most') ?? '', free: asked.getAll('free'), save: true,
  }));
  if (!done) return;
  sessionStorage.setItem('told', (zh ? '已存为方案 plans/' : 'saved as plans/') + done.plan);
  location.assign('/plan?plan=' + encodeURIComponent(done.plan) + (lang ? '&lang=' + lang : ''));
});

// Progress: what is done by a month is written to the monthly report.
document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form.month');
  if (!form) return;
  event.preventDefault();
  const { plan, month, measure, county } = form.dataset;
  const done = await trying(() => ask('/api/progress', 'POST', {
    plan, month, measure, county, done: form.elements.done.value.trim(), remark: form.elements.remark.value.trim(), digest: form.dataset.digest,
  }));
  if (done) reloadTelling((zh ? '已写入月报：' : 'written to the monthly report: ') + `${month} ${measure}` + done.findings.slice(0, 2).map((f) => ' · ' + f.text[zh ? 'zh' : 'en'] + (f.value ? `（${f.value}）` : '')).join(''));
});
