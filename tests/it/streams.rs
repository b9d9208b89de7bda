//! Random streams of deliveries: few authors, few posts, much that goes wrong with them.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use webcare::mention::{Mention, MentionKey, NativeId};
use webcare::policy::Input;

use crate::desk::at;

/// One delivery as a feed may bring it.
#[derive(Clone, Debug)]
pub(crate) enum Delivery {
    Post {
        post: u8,
        revision: u32,
        seen: u8,
        reach: Option<u64>,
    },
    Gone {
        post: u8,
    },
}

/// What never changes about a post: its author, channel, time and thread.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) author: u8,
    pub(crate) channel: u8,
    /// In hours after the first of June.
    pub(crate) hour: u16,
    pub(crate) answers: Option<u8>,
    pub(crate) root: Option<u8>,
    pub(crate) timed: bool,
    /// The post before it that it copies.
    pub(crate) copies: Option<u8>,
    /// What each of its three revisions says: what is delivered again is the same.
    pub(crate) texts: [u8; 3],
}

/// A stream: the posts, and their deliveries in some order.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) posts: Vec<Post>,
    pub(crate) deliveries: Vec<Delivery>,
}

const TEXTS: [&str; 8] = [
    "een klacht over jullie",
    "een vraag",
    "een ongeluk gehad",
    "bedankt",
    "ik twijfel nog",
    "mooi weer",
    "ingecheckt bij jullie",
    "journalist hier, een klacht",
];

/// How many cases a property is tried on: more where `WEBCARE_LONG` is set.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let long = std::env::var_os("WEBCARE_LONG").is_some();
    ProptestConfig {
        cases: if long { usual * 40 } else { usual },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

const POSTS: u8 = 7;

pub(crate) fn streams() -> impl Strategy<Value = Stream> {
    let post = (
        0..3_u8,
        prop_oneof![4 => Just(0_u8), 1 => Just(1_u8)],
        0..300_u16,
        prop::option::weighted(0.3, 0..POSTS),
        prop::option::weighted(0.15, 0..POSTS),
        prop::bool::weighted(0.9),
        [0..8_u8, 0..8_u8, 0..8_u8],
        prop::option::weighted(0.2, 0..POSTS),
    )
        .prop_map(
            |(author, channel, hour, answers, root, timed, texts, copies)| Post {
                author,
                channel,
                hour,
                answers,
                root,
                timed,
                texts,
                copies,
            },
        );
    let told = (
        0..POSTS,
        1..4_u32,
        0..4_u8,
        prop::option::of(prop_oneof![0..100_u64, 4_000..20_000_u64]),
    )
        .prop_map(|(post, revision, seen, reach)| Delivery::Post {
            post,
            revision,
            seen,
            reach,
        });
    let gone = (0..POSTS).prop_map(|post| Delivery::Gone { post });
    let delivery = prop_oneof![7 => told, 1 => gone];
    (
        prop::collection::vec(post, POSTS as usize),
        prop::collection::vec(delivery, 1..16),
    )
        .prop_map(|(posts, deliveries)| Stream { posts, deliveries })
}

impl Stream {
    pub(crate) fn inputs(&self) -> Vec<Input> {
        self.deliveries.iter().map(|it| self.input(it)).collect()
    }

    pub(crate) fn key(&self, post: u8) -> MentionKey {
        let channel = ["twitter", "forum"][self.posts[post as usize].channel as usize];
        MentionKey::new(channel, id(post))
    }

    fn input(&self, delivery: &Delivery) -> Input {
        match delivery {
            Delivery::Gone { post } => Input::Withdrawn {
                mention: self.key(*post),
            },
            Delivery::Post {
                post,
                revision,
                seen,
                reach,
            } => {
                let known = &self.posts[*post as usize];
                let said = at("01T00:00") + TimeDelta::hours(i64::from(known.hour));
                let key = self.key(*post);
                let mut mention = Mention::post(key.channel, key.id)
                    .by(["@jan_k", "@els_v", "@piet_b"][known.author as usize])
                    .text(TEXTS[known.texts[*revision as usize - 1] as usize])
                    .seen_at(said + TimeDelta::minutes(i64::from(*seen) * 7));
                mention.revision = *revision;
                mention.posted_at = known.timed.then_some(said);
                mention.in_reply_to = known.answers.map(id);
                mention.root = known.root.map(id);
                // Copies never go round: a post copies one that was there before it.
                mention.repost_of = known.copies.filter(|of| of < post).map(id);
                mention.reach = *reach;
                Input::Mention(mention)
            }
        }
    }
}

fn id(post: u8) -> NativeId {
    format!("p{post}").into()
}

/// Long after everything was said.
pub(crate) fn end() -> DateTime<Utc> {
    at("20T12:00")
}
