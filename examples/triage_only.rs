//! Triage and nothing else: a mention in, what to do with it out.

use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::routing::Outcome;
use webcare::text::Lang;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = toml::from_str(include_str!("data/insurer.toml"))?;
    let policy = Playbook::from_value(document)?.compile()?;

    let text = "Al 2 weken niet teruggebeld over mijn schade @noorderlicht";
    let mention = Mention::post("twitter", "1409").by("@jan_k").text(text);
    let decision = policy.triage(&mention);
    match decision.outcome() {
        Outcome::Respond(reason) => println!("answer: {reason}"),
        Outcome::NoResponse(reason) => println!("leave alone: {reason}"),
        Outcome::Review(why) => println!("let a person look: {}", why.code()),
    }
    println!("{}", decision.explain(Lang::Nl));
    Ok(())
}
