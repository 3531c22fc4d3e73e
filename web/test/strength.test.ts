import { describe, expect, it } from 'vitest';
import { strengthJudge } from '../src/ui/strength';

describe('advice on passwords', () => {
  it('knows bad ones and good ones', async () => {
    const judge = await strengthJudge();

    expect(judge('password', [])).toBe(0);
    expect(judge('12345678', [])).toBe(0);
    expect(judge('plough-vesper-kiln-umbrage', [])).toBe(4);
  });

  it('thinks less of what one knows about the person', async () => {
    const judge = await strengthJudge();

    expect(judge('zwirnfaden', ['zwirnfaden'])).toBeLessThan(judge('zwirnfaden', []));
  });

  it('takes a very long one in its stride', async () => {
    const judge = await strengthJudge();

    expect(judge('a1'.repeat(5000), [])).toBe(judge('a1'.repeat(500), []));
  });
});
