import { html, type Markup } from '../../../shared/markup.ts';

export type Grade = 'good' | 'fair' | 'poor';

/** Lighthouse's own bands: https://developer.chrome.com/docs/lighthouse/performance/performance-scoring#color-coding */
export function gradeOf(score: number): Grade {
  if (score >= 90) return 'good';
  return score >= 50 ? 'fair' : 'poor';
}

const radius = 52;
const around = 2 * Math.PI * radius;

/** A ring that is filled as far as the score goes; the number inside says the same to everybody. */
export function scoreRing(score: number, name: string, size: 'small' | 'large' = 'small'): Markup {
  const filled = ((around * score) / 100).toFixed(1);
  return html`<div class="ring ${size} ${gradeOf(score)}" role="img" aria-label="${`${name}: ${score} of 100`}">
<svg viewBox="0 0 120 120" aria-hidden="true"><circle class="track" cx="60" cy="60" r="${radius}"/>
<circle class="fill" cx="60" cy="60" r="${radius}" stroke-dasharray="${filled} ${around.toFixed(1)}" transform="rotate(-90 60 60)"/>
<text x="60" y="61" dominant-baseline="middle" text-anchor="middle">${score}</text></svg>
<span aria-hidden="true">${name}</span></div>`;
}
