// How the pages are delivered and how they look.

import {
  addTask,
  arrive,
  audit,
  expect,
  look,
  openTasks,
  settled,
  sideways,
  test,
  titles,
  WIDE,
} from './lib/test.mjs';

const theme = (page) => page.locator('html').getAttribute('data-theme');

test('the start page and the page that is not there', async ({ page, watch }) => {
  watch.expectStatus(404);
  await page.goto('/');
  await expect(page).toHaveTitle('Ostiary');
  await look(page, 'home');
  for (const where of ['/nowhere', '/today/42']) {
    const response = await page.goto(where);

    expect(response.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
  }
  await look(page, 'not-found');
  await page.getByRole('link', { name: 'Go to Today' }).click();
  await expect(page).toHaveURL('/sign-in?next=%2Ftoday');
});

test('every page has its policy, and nothing that it must stop', async ({ page, server }) => {
  for (const where of ['/', '/sign-in', '/sign-up', '/today', '/list', '/account']) {
    const response = await page.request.get(where);
    const policy = response.headers()['content-security-policy'];

    expect(response.status(), where).toBe(200);
    expect(policy, where).toContain("default-src 'none'");
    expect(policy, where).toContain("form-action 'none'");
    expect(policy, where).toContain("frame-ancestors 'none'");
    expect(policy, where).not.toContain('unsafe');
    expect(response.headers()['x-content-type-options'], where).toBe('nosniff');
    expect(response.headers()['referrer-policy'], where).toBe('no-referrer');
    expect(response.headers()['x-frame-options'], where).toBe('DENY');
    for (const use of ['create', 'get'])
      expect(response.headers()['permissions-policy'], where).toContain(
        `publickey-credentials-${use}=(self)`,
      );
  }
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
});

test('colours follow the system until one chooses, and are there before the first paint', async ({
  page,
  watch,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/sign-in');
  expect(await theme(page)).toBe('dark');
  await settled(page); // a click before the scripts have run is lost
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => theme(page)).toBe('light');

  const change = page.getByRole('button', { name: /^Colours/ });

  await expect(change).toHaveAccessibleName('Colours: as the system. Change');
  await change.click();
  await change.click();
  await expect(change).toHaveAccessibleName('Colours: dark. Change');
  expect(await theme(page)).toBe('dark');

  watch.expectUnreachable();
  await page.route('**/_next/static/chunks/*.js', (route) => route.abort()); // nothing but the page itself
  await page.reload();
  expect(await theme(page)).toBe('dark');
});

test('a choice of colours counts in all tabs', async ({ page, context, server }) => {
  await arrive(context, server);
  const second = await context.newPage();

  await openTasks(second);
  await page.goto('/account');
  await page.getByRole('radio', { name: 'Dark' }).check();
  expect(await theme(page)).toBe('dark');
  await expect.poll(() => theme(second)).toBe('dark');
});

test('colours that the system forces keep everything in sight', async ({
  page,
  context,
  server,
}) => {
  test.setTimeout(120_000); // many pages
  await arrive(context, server);
  await page.emulateMedia({ forcedColors: 'active' });
  for (const where of ['/', '/today', '/account']) {
    await page.goto(where);
    await settled(page);
    await audit(page, `${where} in forced colours`);
  }
  await openTasks(page);
  await addTask(page, 'A task');
  await expect(titles(page)).toHaveText(['A task']);
  await audit(page, 'a task in forced colours');
});

test('the pages fit from a small telephone to a wide screen', async ({ page, context, server }) => {
  test.setTimeout(120_000); // many pages
  await arrive(context, server);
  await openTasks(page);
  for (const width of [320, 360, 390, 768, 1024, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    for (const where of ['/account', '/']) {
      await page.goto(where);
      await settled(page);
      expect(await sideways(page), `${where} at ${width}`).toEqual([]);
    }
  }
  await page.setViewportSize(WIDE);
});

test('text can be twice as large', async ({ page, context, server }) => {
  await arrive(context, server);
  await page.setViewportSize({ width: 640, height: 800 });
  for (const where of ['/account']) {
    await page.goto(where);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await settled(page);
    await audit(page, `${where} at twice the size`);
  }
});

test('a control is large enough for a finger', async ({ page, context, server }) => {
  await arrive(context, server);
  await openTasks(page);
  await addTask(page, 'A task');
  await expect(titles(page)).toHaveCount(1);
  await page.setViewportSize({ width: 320, height: 640 });
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, a:not(.row-open), .row')]
      .filter((control) => control.checkVisibility())
      .map((control) => ({
        name: control.getAttribute('aria-label') ?? control.textContent,
        box: control.getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width > 1 && (box.width < 36 || box.height < 36))
      .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`),
  );

  expect(small.filter((text) => !text.startsWith('Skip'))).toEqual([]);
});
