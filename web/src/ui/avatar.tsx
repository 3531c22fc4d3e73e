// A person's picture, or their initials.

const SIZES = { sm: '', md: ' avatar-md', lg: ' avatar-lg' };

const letters = new Intl.Segmenter();

// The first letters of the first and the last word.
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = (word: string | undefined) => [...letters.segment(word ?? '')][0]?.segment ?? '';

  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '')).toLocaleUpperCase();
}

interface AvatarProps {
  name: string;
  picture?: string | null | undefined;
  size?: 'sm' | 'md' | 'lg';
  other?: boolean; // not oneself
}

export function Avatar({ name, picture, size = 'sm', other = false }: AvatarProps) {
  return (
    <span className={`avatar${SIZES[size]}${other ? ' avatar-plain' : ''}`} aria-hidden="true">
      {/* biome-ignore lint/performance/noImgElement: a small picture, which is its own address */}
      {picture ? <img src={picture} alt="" /> : initials(name)}
    </span>
  );
}
