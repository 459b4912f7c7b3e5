import { useEffect, useState } from 'preact/hooks';

/** Whether the page is on its way to paper. Browsers say so in one way or the other, before they lay it out. */
export function useIsPrinted(): boolean {
  const [isPrinted, setIsPrinted] = useState(false);
  useEffect(() => {
    const media = matchMedia('print');
    const update = () => setIsPrinted(media.matches);
    const begin = () => setIsPrinted(true);
    const end = () => setIsPrinted(false);
    media.addEventListener('change', update);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      media.removeEventListener('change', update);
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinted;
}
