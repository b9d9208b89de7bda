//! What is wrong and what to do about it, in Dutch.

use super::{Refusal, flaw};
use crate::case::State;
use crate::case::guard::Guard;
use crate::case::parts::Owner;
use crate::reply::SplitError;
use crate::team::Act;
use crate::text::Lang;

impl Refusal {
    pub(super) fn words_nl(&self) -> String {
        match self {
            Refusal::Stale { expected, found } => {
                format!("de zaak is bij versie {found}, de opdracht ging uit van {expected}")
            }
            Refusal::NoSuchCase => "de zaak is niet bekend".to_owned(),
            Refusal::Stranger { agent } => format!("`{agent}` staat niet in het draaiboek"),
            Refusal::NotOwner {
                owner: Owner::Queue(queue),
            } => format!("de zaak wacht nog in `{queue}`"),
            Refusal::NotOwner {
                owner: Owner::Agent(agent),
            } => format!("de zaak is van `{agent}`"),
            Refusal::OwnerGone { owner, .. } => {
                format!(
                    "de zaak is van `{}`, en die staat niet meer in het draaiboek",
                    owner.name()
                )
            }
            Refusal::SameOwner { owner } => format!("de zaak is al van `{}`", owner.name()),
            Refusal::NoSuchQueue { queue } => {
                format!("de wachtrij `{queue}` staat niet in het draaiboek")
            }
            Refusal::NotInQueue { agent, queue } => format!("`{agent}` behandelt `{queue}` niet"),
            Refusal::WrongState { state } => {
                format!("een zaak die {} is, laat dit niet toe", state_nl(*state))
            }
            Refusal::NoMandate { agent, act, .. } => {
                format!("het mandaat van `{agent}` dekt {} niet", act_nl(*act))
            }
            Refusal::MayNotDecide { agent, .. } => {
                format!("het mandaat van `{agent}` reikt niet tot een besluit")
            }
            Refusal::NotTrained { agent, channel } => {
                format!("`{agent}` is niet opgeleid om op `{channel}` te antwoorden")
            }
            Refusal::InHand { agent, .. } => format!("`{agent}` heeft de zaak al in handen"),
            Refusal::NotLive { case, state } => format!("de zaak `{case}` is {}", state_nl(*state)),
            Refusal::NothingOffered { agent, .. } => {
                format!("aan `{agent}` is geen overdracht aangeboden")
            }
            Refusal::NotInCase { mention } => {
                format!("het bericht `{mention}` hoort niet bij deze zaak")
            }
            Refusal::MentionChanged {
                mention,
                read,
                found,
            } => format!("het bericht `{mention}` is bij versie {found}, gelezen is versie {read}"),
            Refusal::MentionGone { mention } => {
                format!("het bericht `{mention}` is ingetrokken")
            }
            Refusal::Forgotten => "over wie deze zaak ging, is vergeten".to_owned(),
            Refusal::AuthorForgotten { mention } => {
                format!("de schrijver van `{mention}` is vergeten")
            }
            Refusal::NoRecipient { mention } => {
                format!("wie `{mention}` schreef, is niet bekend")
            }
            Refusal::NoSuchChannel { channel } => {
                format!("het kanaal `{channel}` staat niet in het draaiboek")
            }
            Refusal::WrongMedium { channel } => {
                format!("op het kanaal `{channel}` gaat dat niet zo")
            }
            Refusal::WindowClosed { channel, closed_at } => {
                format!("de antwoordtermijn van `{channel}` liep af op {closed_at}")
            }
            Refusal::DoesNotFit { why } => {
                format!("de tekst past niet op het kanaal: {}", why_not_nl(why))
            }
            Refusal::NothingWritten => "de tekst is leeg".to_owned(),
            Refusal::PersonalData { .. } => {
                "in de tekst staan persoonsgegevens, en iedereen kan meelezen".to_owned()
            }
            Refusal::OffStyle { found } => {
                format!("de tekst is niet in onze stijl: {}", super::rules(found))
            }
            Refusal::Leaving { reply } => format!("antwoord {reply} kan al onderweg zijn"),
            Refusal::WordsGone { reply } => {
                format!("de tekst van antwoord {reply} wordt niet meer bewaard")
            }
            Refusal::NotSupervisor { agent, .. } => format!("`{agent}` geeft geen leiding"),
            Refusal::ForbiddenFact { fact } => {
                format!("van een klant wordt geen `{fact}` genoteerd")
            }
            Refusal::NoSuchFact { fact } => format!("er is geen `{fact}` bekend"),
            Refusal::NotOffered { channel } => format!("`{channel}` is niet aangeboden"),
            Refusal::NoSuchAnswer { answer } => {
                format!("`{answer}` is geen antwoord dat een ander gaf")
            }
            Refusal::NotAGrade => "een cijfer is een heel getal van 1 tot en met 10".to_owned(),
            Refusal::NoSuchReferral { to } => {
                format!("`{to}` is geen afdeling en staat niet in de wegwijzer")
            }
            Refusal::SameCase => "het is dezelfde zaak".to_owned(),
            Refusal::Unfinished => {
                "er staat nog een toezegging, een vraag of een antwoord open".to_owned()
            }
            Refusal::NotMerged => "de zaak is niet samengevoegd".to_owned(),
            Refusal::NothingLeft => "een van beide zaken houdt niets te beantwoorden".to_owned(),
            Refusal::NoSuchDouble => "daar is geen mogelijke dubbele zaak gemeld".to_owned(),
            Refusal::NoSuchReply => "zo'n antwoord is er niet, of niet in dat stadium".to_owned(),
            Refusal::Unsettled { reply, part } => {
                let part = part + 1;
                format!("of deel {part} van antwoord {reply} aankwam, is niet bekend")
            }
            Refusal::NothingOpen => "onder dat nummer staat niets open".to_owned(),
            Refusal::FourEyes { author } => {
                format!("wat `{author}` schreef, moet een tweede goedkeuren")
            }
            Refusal::OnlyDigitalWays => "alle aangeboden wegen lopen over het internet".to_owned(),
            Refusal::NotPublic { mention } => {
                format!("het bericht `{mention}` was niet openbaar")
            }
            Refusal::NoFollowUpOwed => "er is geen publieke terugkoppeling nodig".to_owned(),
            Refusal::TooLate { longest } => {
                let longest = longest.text(Lang::Nl);
                format!("een toezegging mag niet later zijn dan {longest}")
            }
            Refusal::OverAlready { due } => format!("{due} is al voorbij"),
            Refusal::NoDueTime { why } => {
                format!("het tijdstip is niet te berekenen: {why}")
            }
            Refusal::NoSuchDepartment { department } => {
                format!("de afdeling `{department}` staat niet in het draaiboek")
            }
            Refusal::NotTakenOver { flaws } => format!(
                "de zaak kan niet worden overgenomen: {}",
                flaw::each(flaws, |it| it.words(Lang::Nl))
            ),
            Refusal::Guarded { guard } => match guard {
                Guard::FollowUp => "de publieke terugkoppeling is nog niet gegeven".to_owned(),
                Guard::Promise => "er staan nog toezeggingen open".to_owned(),
                Guard::NextStep => "de volgende stap is niet vastgelegd".to_owned(),
                Guard::Note => "van het gesprek is niets opgeschreven".to_owned(),
                Guard::Fact => "wat alleen is afgeleid, is niet nagevraagd".to_owned(),
                Guard::Preference => "de weg die de klant wil, is niet aangeboden".to_owned(),
                Guard::Hold => "een collega is ermee bezig".to_owned(),
                Guard::PeerAnswerUnread => "wat een ander antwoordde, is niet nagekeken".to_owned(),
                Guard::Briefing => "de overdracht heeft geen toelichting".to_owned(),
            },
        }
    }

    pub(super) fn remedy_nl(&self) -> String {
        match self {
            Refusal::Stale { found, .. } => {
                format!("lees de zaak opnieuw (versie {found}) en beslis dan")
            }
            Refusal::NoSuchCase => "controleer het zaaknummer".to_owned(),
            Refusal::Stranger { agent } => {
                format!("zet `{agent}` bij de medewerkers in het draaiboek")
            }
            Refusal::NotOwner {
                owner: Owner::Queue(queue),
            } => format!("neem de zaak eerst uit `{queue}`"),
            Refusal::NotOwner {
                owner: Owner::Agent(agent),
            } => format!("vraag `{agent}` om de zaak over te dragen"),
            Refusal::OwnerGone {
                supervisor: Some(supervisor),
                ..
            } => format!("laat `{supervisor}` de zaak aan een ander geven"),
            Refusal::OwnerGone {
                supervisor: None, ..
            } => "noem een leidinggevende in het draaiboek, die de zaak aan een ander geeft"
                .to_owned(),
            Refusal::SameOwner { .. } => "noem een ander".to_owned(),
            Refusal::NoSuchQueue { .. } => "noem een wachtrij uit het draaiboek".to_owned(),
            Refusal::NotInQueue { queue, .. } => {
                format!("laat het aan iemand die `{queue}` behandelt")
            }
            Refusal::WrongState {
                state: State::New | State::Reopened,
            } => "neem de zaak eerst aan".to_owned(),
            Refusal::WrongState {
                state: State::Resolved,
            } => "sluit de zaak, of wacht tot de klant terugkomt".to_owned(),
            Refusal::WrongState {
                state: State::Closed,
            } => {
                "wacht tot de klant terugkomt: dan heropent de zaak, of opent een nieuwe".to_owned()
            }
            Refusal::WrongState {
                state: State::Merged,
            } => "ga verder in de zaak waar zij in opging, of maak de samenvoeging ongedaan"
                .to_owned(),
            Refusal::WrongState { .. } => "rond de zaak eerst af".to_owned(),
            Refusal::InHand {
                state: State::Consulting | State::AwaitingCustomer | State::OnOtherChannel,
                ..
            } => "hervat de zaak, of ga ermee verder".to_owned(),
            Refusal::InHand { .. } => "ga verder met de zaak".to_owned(),
            Refusal::NotLive {
                state: State::Merged,
                ..
            } => "noem de zaak waar die in opging".to_owned(),
            Refusal::NotLive { .. } => "laat de twee zaken zoals ze zijn".to_owned(),
            Refusal::NoMandate {
                behind: Some(queue),
                ..
            } => format!("draag de zaak over aan `{queue}`"),
            Refusal::NoMandate { behind: None, .. } => {
                "vraag iemand met een ruimer mandaat".to_owned()
            }
            Refusal::MayNotDecide {
                behind: Some(queue),
                ..
            } => format!("neem de zaak aan om te coördineren, en laat `{queue}` beslissen"),
            Refusal::MayNotDecide { behind: None, .. } => {
                "neem de zaak aan om te coördineren".to_owned()
            }
            Refusal::NotTrained { .. } => "laat een opgeleide collega goedkeuren".to_owned(),
            Refusal::NothingOffered { agent, owner } => match owner {
                Owner::Queue(queue) => format!("neem de zaak uit `{queue}`"),
                Owner::Agent(owner) if owner == agent => "ga verder: de zaak is van jou".to_owned(),
                Owner::Agent(owner) => format!("vraag `{owner}` om de zaak aan te bieden"),
            },
            Refusal::NotInCase { .. } => "kies een bericht uit deze zaak".to_owned(),
            Refusal::MentionChanged { found, .. } => {
                format!("lees versie {found} van het bericht en schrijf opnieuw")
            }
            Refusal::MentionGone { .. } => {
                "beantwoord een ander bericht, of kies een ander kanaal".to_owned()
            }
            Refusal::Forgotten => "schrijf hier niets meer".to_owned(),
            Refusal::AuthorForgotten { .. } => {
                "antwoord hier niet; een nieuw bericht opent een nieuwe zaak".to_owned()
            }
            Refusal::NoRecipient { .. } => {
                "lever eerst het bericht aan, dan het antwoord".to_owned()
            }
            Refusal::NoSuchChannel { channel } => {
                format!("zet `{channel}` bij de kanalen in het draaiboek")
            }
            Refusal::WrongMedium { .. } => {
                "schrijf waar men schrijft, en noteer wat er gezegd is".to_owned()
            }
            Refusal::WindowClosed { .. } => "bied de klant een ander kanaal aan".to_owned(),
            Refusal::DoesNotFit { .. } => "kort de tekst in".to_owned(),
            Refusal::NothingWritten => "schrijf iets".to_owned(),
            Refusal::PersonalData { .. } => {
                "haal de gegevens eruit, of ga naar een besloten kanaal".to_owned()
            }
            Refusal::OffStyle { found } => {
                format!("{} Of geef een reden.", super::wishes(found, Lang::Nl))
            }
            Refusal::Leaving { .. } => {
                "wacht op het ontvangstbericht, en zeg de rest in een volgend antwoord".to_owned()
            }
            Refusal::WordsGone { .. } => "schrijf een ander antwoord".to_owned(),
            Refusal::NotSupervisor {
                supervisor: Some(supervisor),
                ..
            } => format!("vraag `{supervisor}`, of bied de zaak aan"),
            Refusal::NotSupervisor {
                supervisor: None, ..
            } => "bied de zaak aan, of noem een leidinggevende in het draaiboek".to_owned(),
            Refusal::ForbiddenFact { .. } => {
                "noteer wat de klant vraagt, niet hoe oud die is".to_owned()
            }
            Refusal::NoSuchFact { .. } => "noteer het feit eerst".to_owned(),
            Refusal::NotOffered { .. } => "bied het eerst aan".to_owned(),
            Refusal::NoSuchAnswer { .. } => {
                "noem een van de antwoorden die anderen gaven".to_owned()
            }
            Refusal::NotAGrade => "geef een cijfer van 1 tot en met 10".to_owned(),
            Refusal::NoSuchReferral { to } => {
                format!("zet `{to}` in de wegwijzer van het draaiboek")
            }
            Refusal::SameCase => "noem de zaak waar zij bij hoort".to_owned(),
            Refusal::Unfinished => "rond eerst af wat openstaat".to_owned(),
            Refusal::NotMerged => "laat het zoals het is".to_owned(),
            Refusal::NothingLeft => "laat elke zaak een bericht dat om antwoord vraagt".to_owned(),
            Refusal::NoSuchDouble => "noem een zaak die als mogelijke dubbele is gemeld".to_owned(),
            Refusal::NoSuchReply => {
                "controleer het nummer van het antwoord en hoe ver het is".to_owned()
            }
            Refusal::Unsettled { part, .. } => {
                format!("kijk eerst of deel {} er staat, en zeg het", part + 1)
            }
            Refusal::NothingOpen => "controleer het nummer".to_owned(),
            Refusal::FourEyes { .. } => "laat een collega goedkeuren".to_owned(),
            Refusal::OnlyDigitalWays => {
                "bied ook de telefoon, een brief of de balie aan".to_owned()
            }
            Refusal::NotPublic { .. } => "beantwoord een openbaar bericht uit de zaak".to_owned(),
            Refusal::NoFollowUpOwed => "laat het achterwege".to_owned(),
            Refusal::TooLate { longest } => {
                format!("beloof het binnen {}, of escaleer", longest.text(Lang::Nl))
            }
            Refusal::OverAlready { .. } => "kies een later tijdstip".to_owned(),
            Refusal::NoDueTime { .. } => "kies een eerder tijdstip".to_owned(),
            Refusal::NoSuchDepartment { department } => {
                format!("zet `{department}` bij de afdelingen in het draaiboek")
            }
            Refusal::NotTakenOver { flaws } => flaw::each(flaws, |it| it.remedy(Lang::Nl)),
            Refusal::Guarded { guard } => match guard {
                Guard::FollowUp => {
                    "geef eerst de publieke terugkoppeling, of zie er met reden van af".to_owned()
                }
                Guard::Promise => "kom eerst de openstaande toezeggingen na".to_owned(),
                Guard::NextStep => "leg eerst de volgende stap vast".to_owned(),
                Guard::Note => "schrijf op wat er gezegd is".to_owned(),
                Guard::Fact => "vraag de klant of het klopt".to_owned(),
                Guard::Preference => "bied de weg aan waar de klant om vroeg".to_owned(),
                Guard::Hold => "wacht tot je collega klaar is".to_owned(),
                Guard::PeerAnswerUnread => "zeg eerst of klopt wat een ander antwoordde".to_owned(),
                Guard::Briefing => "vertel de volgende wat die moet weten".to_owned(),
            },
        }
    }
}

fn why_not_nl(why: &SplitError) -> String {
    match why {
        SplitError::TooManyParts { needed, allowed } => {
            format!("er zijn {needed} delen nodig, en {allowed} toegestaan")
        }
        SplitError::NoRoom { limit } => {
            format!("namen, ondertekening en nummer laten geen plaats over van de {limit} tekens")
        }
        SplitError::GraphemeTooLarge { .. } => "één teken is groter dan een deel".to_owned(),
        SplitError::AddressTooLarge { .. } => "een adres is groter dan een deel".to_owned(),
        SplitError::Refused { .. } => "het kanaal weigert een teken".to_owned(),
    }
}

fn state_nl(state: State) -> &'static str {
    match state {
        State::New => "nieuw",
        State::Owned => "in behandeling",
        State::Consulting => "uitgezet bij een afdeling",
        State::AwaitingCustomer => "in afwachting van de klant",
        State::OnOtherChannel => "op een ander kanaal",
        State::Resolved => "afgerond",
        State::Closed => "gesloten",
        State::Reopened => "heropend",
        State::Merged => "samengevoegd",
    }
}

fn act_nl(act: Act) -> &'static str {
    match act {
        Act::Reply => "het antwoorden",
        Act::Promise => "het doen van een toezegging",
        Act::Goodwill => "deze coulance",
        Act::Refer => "het doorverwijzen",
        Act::Resolve => "het afronden",
        Act::Close => "het sluiten",
        Act::Approve => "het goedkeuren",
        Act::Override => "het afwijken van de huisstijl",
        Act::Waive => "het afzien van terugkoppeling",
    }
}
