//! A profile as a playbook writes it: the name of a built-in one, or what differs from one.

use std::borrow::Cow;

use super::{ALL, EmojiPrice, MentionPrice, Numbering, Profile, UrlPrice};
use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::reply::limit::{Limit, Unit, Weights};
use crate::text::UrlScript;

impl Profile {
    /// Reads a profile: the name of a built-in one, or a table of what differs.
    ///
    /// ```toml
    /// profile = "twitter-2011"
    /// profile = { like = "mastodon", limits = [{ unit = "graphemes", max = 5000 }] }
    /// ```
    ///
    /// | field | value |
    /// |---|---|
    /// | `like` | the built-in profile that the rest differs from |
    /// | `id` | a name of your own |
    /// | `limits` | one limit or a list of those that hold at once; without `like` there must be one |
    /// | `url` | what a web address costs: `"literal"`, a price, or `{ http = 22, https = 23 }` |
    /// | `url-script` | which letters a web address may have: `"latin"`, `"any"` |
    /// | `mention` | what a name costs: `"full"`, `"local-part"`, `"free-when-leading"` |
    /// | `emoji` | what an emoji costs: `"literal"`, a price, `"bytes"` |
    /// | `refused` | text of the characters that the channel refuses |
    /// | `numbering` | whether the parts want numbers: `"wanted"`, `"joined"` |
    ///
    /// A limit has a `unit`, the most that one message may hold (`max`) and perhaps the most
    /// that each part of several may (`split`). The units are those of [`Unit`]:
    ///
    /// ```toml
    /// { unit = "characters", max = 500 }    # also graphemes, utf16 and bytes
    /// { unit = "weighted", max = 280, scale = 100, default = 200, ranges = [[0, 4351, 100]] }
    /// { unit = "septets", max = 160, split = 153, wide-max = 70, wide-split = 67 }
    /// ```
    pub fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if node.text(&mut Problems::new()).is_some() {
            return built_in(node, problems).cloned();
        }
        let mut table = node.table(problems)?;
        let like = table.optional("like");
        let base = like.as_ref().and_then(|like| built_in(like, problems));
        let mut profile = base
            .cloned()
            .unwrap_or_else(|| Self::new("own", Vec::new()));
        let limits = match (&like, table.optional("limits")) {
            (_, Some(limits)) => read_limits(&limits, problems),
            (Some(_), None) => base.map(|base| base.limits.to_vec()),
            (None, None) => {
                table.required("limits", problems);
                None
            }
        };
        profile.read_prices(&mut table, problems);
        if let Some(id) = table.optional("id").and_then(|id| id.text(problems)) {
            profile.id = Cow::Owned(id.to_owned());
        }
        let refused = table.optional("refused");
        if let Some(refused) = refused.and_then(|text| text.text(problems)) {
            profile.refused = refused.chars().collect();
        }
        let words = [("wanted", Numbering::Wanted), ("joined", Numbering::Joined)];
        profile.numbering =
            word(&mut table, "numbering", &words, problems).unwrap_or(profile.numbering);
        if let Some(limits) = limits {
            profile.limits = Cow::Owned(limits);
            profile.check_prices(node, &mut table, problems);
            table.finish(problems);
            return Some(profile);
        }
        table.finish(problems);
        None
    }

    /// Reads what addresses, names and emoji cost.
    fn read_prices(&mut self, table: &mut TableNode, problems: &mut Problems) {
        let scripts = [("latin", UrlScript::Latin), ("any", UrlScript::Any)];
        let mentions = [
            ("full", MentionPrice::Full),
            ("local-part", MentionPrice::LocalPart),
            ("free-when-leading", MentionPrice::FreeWhenLeading),
        ];
        let url = table.optional("url");
        self.url = url
            .and_then(|url| read_url(&url, problems))
            .unwrap_or(self.url);
        let emoji = table.optional("emoji");
        self.emoji = emoji
            .and_then(|emoji| read_emoji(&emoji, problems))
            .unwrap_or(self.emoji);
        self.url_script = word(table, "url-script", &scripts, problems).unwrap_or(self.url_script);
        self.mention = word(table, "mention", &mentions, problems).unwrap_or(self.mention);
    }

    /// Notes a price that no message can pay, where it was written or where the limit was.
    fn check_prices(&self, node: &Node, table: &mut TableNode, problems: &mut Problems) {
        let Some(bad) = self.dearest() else {
            return;
        };
        let at = table.optional(bad.field);
        let at = at.or_else(|| table.optional("limits"));
        let right = format!("write a price of at most {}, or `literal`", bad.limit);
        at.as_ref().unwrap_or(node).problem::<()>(
            ProblemKind::Contradiction,
            bad.to_string(),
            right,
            problems,
        );
    }
}

/// One of the words that a field may have, where it was written.
fn word<T: Copy>(
    table: &mut TableNode,
    key: &str,
    words: &[(&str, T)],
    problems: &mut Problems,
) -> Option<T> {
    table.optional(key)?.one_of(words, problems)
}

fn built_in(node: &Node, problems: &mut Problems) -> Option<&'static Profile> {
    let known: Vec<(&str, &'static Profile)> =
        ALL.iter().map(|profile| (&*profile.id, *profile)).collect();
    node.one_of(&known, problems)
}

fn read_url(node: &Node, problems: &mut Problems) -> Option<UrlPrice> {
    match node.value() {
        Value::Table(_) => {
            let mut table = node.table(problems)?;
            let http = required_count(&mut table, "http", problems);
            let https = required_count(&mut table, "https", problems);
            table.finish(problems);
            Some(UrlPrice::ByScheme {
                http: http?,
                https: https?,
            })
        }
        Value::Text(text) if text == "literal" => Some(UrlPrice::Literal),
        Value::Text(other) => node.invalid(
            format!("`{other}` is not a price"),
            "write a whole number, `literal`, or `{ http = 22, https = 23 }`",
            problems,
        ),
        _ => count(node, problems).map(UrlPrice::Fixed),
    }
}

fn read_emoji(node: &Node, problems: &mut Problems) -> Option<EmojiPrice> {
    match node.value() {
        Value::Text(text) if text == "literal" => Some(EmojiPrice::Literal),
        Value::Text(text) if text == "bytes" => Some(EmojiPrice::Bytes),
        Value::Text(other) => node.invalid(
            format!("`{other}` is not a price"),
            "write a whole number, `literal` or `bytes`",
            problems,
        ),
        _ => count(node, problems).map(EmojiPrice::Fixed),
    }
}

fn read_limits(node: &Node, problems: &mut Problems) -> Option<Vec<Limit>> {
    let nodes = node.one_or_more(problems)?;
    let limits: Vec<Limit> = nodes
        .iter()
        .filter_map(|node| read_limit(node, problems))
        .collect();
    match nodes.is_empty() {
        true => node.invalid("no limit", "write at least one limit", problems),
        false => (limits.len() == nodes.len()).then_some(limits),
    }
}

fn read_limit(node: &Node, problems: &mut Problems) -> Option<Limit> {
    type Read = fn(&mut TableNode, &mut Problems) -> Option<Unit>;
    let units: [(&str, Read); 6] = [
        ("characters", |_, _| Some(Unit::Characters)),
        ("weighted", read_weights),
        ("graphemes", |_, _| Some(Unit::Graphemes)),
        ("utf16", |_, _| Some(Unit::Utf16)),
        ("bytes", |_, _| Some(Unit::Bytes)),
        ("septets", read_septets),
    ];
    let mut table = node.table(problems)?;
    let unit = table.required("unit", problems);
    let read = unit.and_then(|unit| unit.one_of(&units, problems));
    let unit = read.and_then(|read| read(&mut table, problems));
    let max = required_count(&mut table, "max", problems);
    let split = match table.optional("split") {
        None => Some(None),
        Some(split) => count(&split, problems).map(Some),
    };
    if read.is_some() {
        // Which other fields a limit has, its unit says.
        table.finish(problems);
    }
    Some(Limit {
        unit: unit?,
        max: max?,
        split: split?,
    })
}

fn read_weights(table: &mut TableNode, problems: &mut Problems) -> Option<Unit> {
    let scale = required_count(table, "scale", problems);
    let default = required_count(table, "default", problems);
    let ranges = table.optional("ranges");
    let ranges = ranges.map(|ranges| {
        let rows = ranges.list(problems)?;
        let read: Vec<_> = rows
            .iter()
            .filter_map(|row| read_range(row, problems))
            .collect();
        (read.len() == rows.len()).then_some(read)
    });
    Some(Unit::Weighted(Weights {
        scale: scale?,
        default: default?,
        ranges: ranges.unwrap_or_else(|| Some(Vec::new()))?.into(),
    }))
}

fn read_range(node: &Node, problems: &mut Problems) -> Option<(u32, u32, u32)> {
    let items = node.list(problems)?;
    let numbers: Option<Vec<u32>> = items
        .iter()
        .map(|item| u32::try_from(item.whole(problems)?).ok())
        .collect();
    match numbers.as_deref() {
        Some([first, last, weight]) if first <= last => Some((*first, *last, *weight)),
        _ => node.invalid(
            "no range of characters",
            "write the first code point, the last, and what each weighs: `[0, 4351, 100]`",
            problems,
        ),
    }
}

fn read_septets(table: &mut TableNode, problems: &mut Problems) -> Option<Unit> {
    let wide_max = required_count(table, "wide-max", problems);
    let wide_split = required_count(table, "wide-split", problems);
    Some(Unit::Sms {
        wide_max: wide_max?,
        wide_split: wide_split?,
    })
}

fn required_count(table: &mut TableNode, key: &str, problems: &mut Problems) -> Option<u32> {
    count(&table.required(key, problems)?, problems)
}

fn count(node: &Node, problems: &mut Problems) -> Option<u32> {
    let count = node.whole(problems)?;
    match u32::try_from(count) {
        Ok(count) if count > 0 => Some(count),
        _ => node.invalid(
            format!("`{count}` cannot be a limit"),
            "write a whole number from 1 up to 4294967295",
            problems,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SMS, TWITTER_2011, X};
    use super::*;
    use crate::document::Value;

    fn read(toml: &str) -> Result<Profile, Vec<String>> {
        let value: Value = toml::from_str(toml).expect("TOML");
        let mut problems = Problems::new();
        let mut table = Node::root(&value).table(&mut problems).expect("a table");
        let profile = table
            .required("profile", &mut problems)
            .and_then(|node| Profile::read(&node, &mut problems));
        let problems: Vec<String> = problems
            .into_sorted()
            .iter()
            .map(|problem| problem.to_string())
            .collect();
        profile.filter(|_| problems.is_empty()).ok_or(problems)
    }

    // S0:3
    #[test]
    fn a_playbook_names_a_profile_or_says_what_differs() {
        assert_eq!(read("profile = 'twitter-2011'").as_ref(), Ok(&TWITTER_2011));
        let own = read("profile = { like = 'mastodon', id = 'ours', limits = { unit = 'graphemes', max = 5000 }, url = 'literal' }")
            .expect("a profile");
        assert_eq!(
            (&*own.id, own.url, own.mention),
            ("ours", UrlPrice::Literal, MentionPrice::LocalPart)
        );
        assert_eq!(*own.limits, [Limit::new(Unit::Graphemes, 5000)]);
    }

    /// Whatever a built-in profile has, a playbook can write.
    #[test]
    fn a_playbook_can_write_any_rule() {
        let x = r#"profile = { id = "x", url = 23, emoji = 2, refused = "\uFFFE\uFEFF\uFFFF",
            limits = { unit = "weighted", max = 280, scale = 100, default = 200, ranges = [
                [0, 4351, 100], [8192, 8205, 100], [8208, 8223, 100], [8242, 8247, 100]] } }"#;
        assert_eq!(read(x).as_ref(), Ok(&X));
        let sms = r#"profile = { id = "sms", numbering = "joined", limits =
            { unit = "septets", max = 160, split = 153, wide-max = 70, wide-split = 67 } }"#;
        assert_eq!(read(sms).as_ref(), Ok(&SMS));
        let by_scheme = "profile = { like = 'twitter-2011', url = { http = 20, https = 21 } }";
        let priced = read(by_scheme).expect("a profile");
        let (http, https) = (20, 21);
        assert_eq!(priced.url, UrlPrice::ByScheme { http, https });
        let weibo =
            read("profile = { like = 'x', emoji = 'bytes', url = 'literal', url-script = 'any' }");
        let weibo = weibo.expect("a profile");
        assert_eq!(
            (weibo.emoji, weibo.url, weibo.url_script),
            (EmojiPrice::Bytes, UrlPrice::Literal, UrlScript::Any)
        );
    }

    #[test]
    fn a_limit_has_what_its_unit_needs() {
        let told = |limit: &str| {
            let problems = read(&format!("profile = {{ limits = {limit} }}")).expect_err(limit);
            let places = problems.iter().filter_map(|p| p.split(':').next());
            places.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            told("{ unit = 'weighted', max = 280, ranges = [[1, 2], [9, 8, 1]] }"),
            [
                "profile.limits",
                "profile.limits",
                "profile.limits.ranges[0]",
                "profile.limits.ranges[1]"
            ]
        );
        assert_eq!(
            told("{ unit = 'septets', max = 160, wide-max = 70 }"),
            ["profile.limits"]
        );
        assert_eq!(
            told("{ unit = 'bytes', max = 160, wide-max = 70 }"),
            ["profile.limits.wide-max"]
        );
        assert_eq!(
            told("{ unit = 'bytes', max = 9 }, url = { http = 3 }, emoji = 'free'"),
            ["profile.emoji", "profile.url"]
        );
    }

    #[test]
    fn every_mistake_in_a_profile_is_told() {
        let problems = read(
            "profile = { limits = [{ unit = 'letters', max = 0 }], url = 'free', colour = 1 }",
        )
        .expect_err("problems");
        let places: Vec<&str> = problems
            .iter()
            .filter_map(|p| p.split(':').next())
            .collect();
        assert_eq!(
            places,
            [
                "profile.colour",
                "profile.limits[0].max",
                "profile.limits[0].unit",
                "profile.url"
            ]
        );
        assert!(read("profile = 'twitter-2010'").is_err());
        assert!(read("profile = { url = 23 }").is_err());
    }

    #[test]
    fn a_price_that_no_message_can_pay_is_refused() {
        let told = |toml: &str| read(toml).expect_err("a problem").join("\n");
        assert_eq!(
            told("profile = { like = 'twitter-2011', url = 4294967295 }"),
            "profile.url: a price of `4294967295` is more than a message holds, which is `140`; \
             write a price of at most 140, or `literal`"
        );
        assert_eq!(
            told("profile = { like = 'mastodon', limits = { unit = 'bytes', max = 20 } }"),
            "profile.limits: a price of `23` is more than a message holds, which is `20`; \
             write a price of at most 20, or `literal`"
        );
        assert_eq!(
            told("profile = { like = 'twitter-2011', url = 140, emoji = 141 }"),
            "profile.emoji: a price of `141` is more than a message holds, which is `140`; \
             write a price of at most 140, or `literal`"
        );
        assert!(read("profile = { like = 'twitter-2011', url = 140 }").is_ok());
    }
}
