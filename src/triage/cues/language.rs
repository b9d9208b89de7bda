//! Which language is it in, by its function words.

/// The languages told apart, in the order of the bits that stand for them.
pub(super) const LANGUAGES: [&str; 4] = ["nl", "en", "de", "fr"];

/// Which of [`LANGUAGES`] a word belongs to, one bit each.
pub(super) type Membership = u8;

const WORDS: [&str; 4] = [
    "de het een en van ik je jij dat niet die in is op te met voor zijn er aan als maar bij nog \
     naar dan wat wel ook door om tot uit al mij mijn heb heeft hebben had ben geen wordt worden \
     werd kan kunnen moet moeten gaat ga gaan deze dit daar hier hoe waarom wanneer wie waar we \
     wij ons onze jullie hun hij zij ze zich u uw na over zo veel meer weer alleen altijd nooit \
     nu toch even eens iets iemand niemand niks niets alles omdat want dus of toen gisteren \
     vandaag morgen graag goed hoi hallo dank bedankt zou zal willen wil krijg krijgt komt doet \
     m'n zo'n ff ook net steeds zonder tegen tussen onder mag waren was",
    "the a an and of to in is it you that he was for on are with as i his they be at one have \
     this from or had by not but what all were we when your can said there use each which she do \
     how their if will up about out many then them these so some her would make like him has \
     more my me i'm don't it's can't i've didn't isn't been no just get got why who where does \
     did am our us very still never always after before because again anyone please thanks \
     thank today yesterday tomorrow could should than too now only over back into know need",
    "der die das und ist ich nicht sie es ein eine einen zu mit auf den von für fur im dem des auch \
     sich als an wie aber so noch nach bei aus wenn nur war werden wird wurde hat haben habe bin \
     sind kann mir mich mein meine dir dein uns unser unsere ihr ihre euch wir er warum wann wo \
     wer schon wieder immer nie kein keine sehr vom zum zur über uber durch oder doch mal danke \
     bitte heute gestern morgen weil dass man alle hier da",
    "le la les un une des et est je tu il elle nous vous ils elles ne pas que qui de du au aux en \
     dans pour par sur avec ce cette ces mon ma mes ton votre vos notre nos leur son sa ses mais \
     ou donc plus très tres bien être etre avoir ai as a avons avez ont suis sont été ete c'est \
     j'ai n'est qu'il d'un d'une l'on pourquoi quand comment où merci bonjour toujours jamais rien encore \
     tout tous fait faire peut si y on depuis chez",
];

/// Every function word with the languages it belongs to; a word may come more than once.
pub(super) fn function_words() -> impl Iterator<Item = (&'static str, Membership)> {
    WORDS
        .iter()
        .enumerate()
        .flat_map(|(bit, words)| words.split_whitespace().map(move |word| (word, 1 << bit)))
}

/// What a word of one language weighs; one that two share weighs half of it.
const WHOLE: u32 = 12;

/// A vote of words on the language of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Vote([u32; 4]);

impl Vote {
    pub(super) fn count(&mut self, member: Membership) {
        let share = WHOLE / member.count_ones().max(1);
        for (bit, votes) in self.0.iter_mut().enumerate() {
            if member & (1 << bit) != 0 {
                *votes = votes.saturating_add(share);
            }
        }
    }

    /// The language with at least one and a half word of its own and half as
    /// many again as the next; else what the channel says, where it says so.
    pub(super) fn language(self, channel_says: Option<&str>) -> Option<&str> {
        let says = channel_says.map(|tag| tag.split(['-', '_']).next().unwrap_or(tag));
        let says = says.filter(|tag| !tag.is_empty() && *tag != "und");
        let (mut first, mut second, mut found) = (0, 0, "");
        for (votes, language) in self.0.into_iter().zip(LANGUAGES) {
            if votes > first {
                (first, second, found) = (votes, first, language);
            } else {
                second = second.max(votes);
            }
        }
        match first >= WHOLE * 3 / 2 && first * 2 >= second * 3 {
            true => Some(found),
            false => says,
        }
    }
}
