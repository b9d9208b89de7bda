use chrono::TimeDelta;

use super::{Comparison, Estimate, Measure, Quantile, Summary, Verdict};
use crate::text::Lang;

impl Comparison {
    /// The comparison in words: a line for each measure and quantile, and the
    /// answer as the last line.
    pub fn text(&self, lang: Lang) -> String {
        let mut lines: Vec<String> = self
            .verdicts()
            .into_iter()
            .map(|(measure, quantile, verdict)| self.line(measure, quantile, verdict, lang))
            .collect();
        lines.push(self.answer(lang));
        lines.join("\n")
    }

    fn line(&self, measure: Measure, quantile: Quantile, verdict: Verdict, lang: Lang) -> String {
        let (measured, place) = (measure_words(measure, lang), quantile_words(quantile, lang));
        let told = |summary: &Summary| {
            let estimate = summary.estimate(measure, quantile);
            let wait = estimate.map_or_else(|| "–".to_owned(), |it| wait_words(&it));
            format!("{} {wait} (n = {})", summary.name, summary.n)
        };
        format!(
            "{measured}, {place}: {}; {}: {}",
            told(&self.channel),
            told(&self.reference),
            verdict_words(verdict, lang)
        )
    }

    fn answer(&self, lang: Lang) -> String {
        let (channel, reference) = (&self.channel.name, &self.reference.name);
        if self.verdicts().iter().all(|it| it.2 == Verdict::TooFew) {
            return lang
                .pick(
                    "te weinig gegevens voor een oordeel",
                    "too few data for a verdict",
                )
                .to_owned();
        }
        match (self.has(Verdict::Sooner), self.has(Verdict::Later), lang) {
            (true, true, Lang::Nl) => {
                format!(
                    "{channel} is naar de ene maat eerder en naar de andere later aan de beurt dan {reference}"
                )
            }
            (true, true, Lang::En) => {
                format!(
                    "{channel} is helped sooner by one measure and later by another than {reference}"
                )
            }
            (true, false, Lang::Nl) => format!("{channel} wordt eerder geholpen dan {reference}"),
            (true, false, Lang::En) => format!("{channel} is helped sooner than {reference}"),
            (false, true, Lang::Nl) => format!("{channel} wordt later geholpen dan {reference}"),
            (false, true, Lang::En) => format!("{channel} is helped later than {reference}"),
            (false, false, Lang::Nl) => {
                format!("tussen {channel} en {reference} is geen verschil aangetoond")
            }
            (false, false, Lang::En) => {
                format!("no difference is shown between {channel} and {reference}")
            }
        }
    }
}

fn measure_words(measure: Measure, lang: Lang) -> &'static str {
    match measure {
        Measure::Business => lang.pick("openingstijd", "working time"),
        Measure::Customer => lang.pick("voor de klant", "to the customer"),
    }
}

fn quantile_words(quantile: Quantile, lang: Lang) -> &'static str {
    match quantile {
        Quantile::Median => lang.pick("mediaan", "median"),
        Quantile::P90 => lang.pick("90e percentiel", "90th percentile"),
    }
}

fn verdict_words(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Sooner => lang.pick("eerder", "sooner"),
        Verdict::Later => lang.pick("later", "later"),
        Verdict::NoneShown => lang.pick("geen verschil aangetoond", "no difference shown"),
        Verdict::TooFew => lang.pick("te weinig gegevens", "too few data"),
    }
}

/// Such as `1:20 [1:05–1:40]`, in hours and minutes.
fn wait_words(estimate: &Estimate) -> String {
    let value = hours(estimate.value);
    match estimate.interval {
        Some((low, high)) => format!("{value} [{}–{}]", hours(low), hours(high)),
        None => value,
    }
}

fn hours(time: TimeDelta) -> String {
    format!("{}:{:02}", time.num_hours(), time.num_minutes() % 60)
}
