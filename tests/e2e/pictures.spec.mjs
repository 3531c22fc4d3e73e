// What the pages look like: small pictures, at a quarter of the size, which are compared with those
// in looks/. E2E_UPDATE=1 takes them anew, after an intended change.

import { begin, household } from './lib/household.mjs';
import { expect, openView, test, titles } from './lib/test.mjs';

test.use({ deviceScaleFactor: 0.25, viewport: { width: 1280, height: 800 } });

async function compare(page, name) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await expect(page).toHaveScreenshot(`${name}.png`, {
    scale: 'device',
    animations: 'disabled',
    caret: 'hide',
    maxDiffPixelRatio: 0.02, // another way of smoothing letters, not another place for them
    threshold: 0.25,
  });
}

for (const [theme, width, height] of [
  ['light', 1280, 800],
  ['dark', 1280, 800],
  ['light', 320, 640],
])
  test(`Today, Upcoming and a list in ${theme} at ${width}`, async ({ page, context, server }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const { call } = await begin({ page, context, server }, household);
    const [list] = (await call('GET', '/lists')).filter(({ name }) => name === 'Home');

    for (const [name, where, heading] of [
      ['today', '/today', 'Today'],
      ['upcoming', '/upcoming', 'Upcoming'],
      ['list', `/list?id=${list.id}`, 'Home'],
    ]) {
      await openView(page, where, heading);
      await expect(titles(page).first()).toBeVisible();
      await compare(page, `${name}-${theme}-${width}`);
    }
  });
