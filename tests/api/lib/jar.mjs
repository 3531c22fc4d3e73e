// What a browser keeps of cookies: new ones replace, expired ones go. Those of a domain are apart
// from the host's own, and come after the domain in the key: "example.org name".

export class Jar extends Map {
  static nameOf(key) {
    return key.split(' ').at(-1);
  }

  take(answer) {
    for (const line of answer.all('set-cookie')) {
      const [pair, ...attributes] = line.split('; ');
      const [name, value] = pair.split(/=(.*)/s);
      const domain = attributes.find((word) => word.startsWith('Domain='))?.slice(7);
      const key = domain ? `${domain} ${name}` : name;
      if (attributes.includes('Max-Age=0')) this.delete(key);
      else this.set(key, value);
    }
    return answer;
  }

  get text() {
    return [...this].map(([key, value]) => `${Jar.nameOf(key)}=${value}`).join('; ');
  }

  // To be spread into the headers of a request: none without cookies.
  get headers() {
    return this.size ? [['Cookie', this.text]] : [];
  }
}
