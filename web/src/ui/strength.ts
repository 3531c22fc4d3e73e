// Estimates how hard a password is to guess. Loaded when the user starts to type one; the server
// alone decides.

export type Score = 0 | 1 | 2 | 3 | 4;

export type Judge = (password: string, known: string[]) => Score;

const MOST = 100; // characters that are estimated, because the cost is quadratic

let loading: Promise<Judge> | null = null;

async function load(): Promise<Judge> {
  const [{ ZxcvbnFactory }, common] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const zxcvbn = new ZxcvbnFactory({
    dictionary: common.dictionary,
    graphs: common.adjacencyGraphs,
  });

  return (password, known) => zxcvbn.check(password.slice(0, MOST), known).score as Score;
}

export function strengthJudge(): Promise<Judge> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
