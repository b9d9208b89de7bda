//! Rules carry their own tests.

use webcare::playbook::Playbook;
use webcare::policy::CompileError;

use super::read;

fn playbook(rules: &str) -> Playbook {
    let document = format!(
        "playbook = 'Small'\nversion = '1'\nzone = 'Europe/Amsterdam'\n\
         [calendars.dag]\nmon-fri = ['09:00-17:00']\n\
         [channels.x]\nvisibility = 'public'\nown = ['@ons']\n\
         [channels.phone]\nvisibility = 'private'\nmedium = 'phone'\n\
         [lists]\npers = ['@krant']\n{rules}"
    );
    Playbook::from_value(toml::from_str(&document).unwrap())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn told(when: &str, examples: &str) -> Vec<String> {
    let rules = format!(
        "[[rules]]\nid = 'spam'\nwhen = 'gratis'\nthen = {{ no-response = 'spam' }}\n\
         [[rules]]\nid = 'r'\nwhen = '{when}'\n\
         then = {{ respond = 'complaint', tags = ['klacht'], urgency = 'high' }}\nexamples = [{examples}]"
    );
    let policy = playbook(&rules).compile().unwrap();
    policy
        .check_examples()
        .iter()
        .map(ToString::to_string)
        .collect()
}

// S3:7, S3:13, S3:17, S3:25
#[test]
fn an_example_gives_whatever_a_condition_can_ask() {
    let table = [
        ("schade", "{ text = 'Schade!' }"),
        ("-channel:x", "{ text = 'a', channel = 'phone' }"),
        ("visibility:private", "{ text = 'a', channel = 'phone' }"),
        ("language:fr", "{ text = 'a', lang = 'fr-BE' }"),
        ("author:pers", "{ text = 'a', author = '@Krant' }"),
        ("time:dag", "{ text = 'a' }"),
        (
            "time:outside=dag",
            "{ text = 'a', at = '2011-06-05T12:00:00Z' }",
        ),
        (
            "addressing:direct reply:to-us",
            "{ text = 'a', channel = 'x', reply = 'to-us' }",
        ),
        ("addressing:named", "{ text = 'hoi @ons', channel = 'x' }"),
        ("abstained:true", "{ text = 'a', abstained = true }"),
        (
            "attachment:image image-only:true",
            "{ attachment = 'image' }",
        ),
        ("repost:true", "{ text = 'a', repost = true }"),
        ("detected-by:press", "{ text = 'a', detected-by = 'press' }"),
        (
            "search-term:ons via:foursquare",
            "{ text = 'a', search-term = 'Ons', via = 'Foursquare' }",
        ),
        ("personal-data:iban", "{ text = 'NL91 ABNA 0417 1643 00' }"),
        (
            "case:owner=els case:tag=vip case:open",
            "{ text = 'a', case = { open = true, owner = 'els', tags = 'vip' } }",
        ),
        (
            "customer:segment=mkb",
            "{ text = 'a', customer = { segment = 'mkb' } }",
        ),
    ];
    let agents = "[agents.els]\n";
    for (when, example) in table {
        let rules = format!(
            "{agents}[[rules]]\nid = 'r'\nwhen = '{when}'\nthen = {{ tags = ['t'] }}\nexamples = [{example}]"
        );
        let policy = playbook(&rules).compile().unwrap();
        assert_eq!(policy.check_examples(), [], "{when}");
    }
    for (when, example) in [
        (
            "reach:>=9 followers:<=3",
            "{ text = 'a', reach = 9, followers = 3 }",
        ),
        (
            "label:legal>=0.8",
            "{ text = 'a', labels = { legal = 0.8 } }",
        ),
        ("host:storm", "{ text = 'a', host = { storm = true } }"),
        (
            "capacity:queue=inbox,waiting>=3",
            "{ text = 'a', capacity = { inbox = { waiting = 3 } } }",
        ),
        (
            "rate:tag=klacht,within=\"1 day\",at-least=9,times-usual=3",
            "{ text = 'a', rates = [{ of = { tag = 'klacht' }, within = '1 day', count = 9, usual = 2.0 }] }",
        ),
    ] {
        let rules = format!(
            "[queues.inbox]\nmandate = {{ acts = ['reply'] }}\n[[rules]]\nid = 'r'\nwhen = '{when}'\n\
             then = {{ tags = ['t'] }}\nexamples = [{example}]"
        );
        let policy = playbook(&rules).compile().unwrap();
        assert_eq!(policy.check_examples(), [], "{when}");
    }
}

#[test]
fn what_comes_out_otherwise_is_told_with_why() {
    assert_eq!(
        told(
            "schade",
            "{ text = 'schade', respond = 'complaint', tags = ['klacht'], urgency = 'high' }"
        ),
        [""; 0]
    );
    let table = [
        (
            "schade",
            "{ text = 'brand' }",
            "`r` does not fire, by `when`",
        ),
        (
            "schade label:legal>=0.9",
            "{ text = 'schade' }",
            "`r` does not fire, by `when.all[1]`",
        ),
        (
            "schade case:open",
            "{ text = 'schade' }",
            "`r` does not fire, by `when.all[1]` (case is not known)",
        ),
        ("schade", "{ text = 'schade', fires = false }", "`r` fires"),
        (
            "schade",
            "{ text = 'schade', no-response = 'spam' }",
            "expected `no-response = \"spam\"`, and found `respond = \"complaint\"`",
        ),
        (
            "schade",
            "{ text = 'gratis schade', respond = 'complaint' }",
            "expected `respond = \"complaint\"`, and found `no-response = \"spam\"`",
        ),
        (
            "schade",
            "{ text = 'schade', tags = ['lof'] }",
            "expected `tags = [\"lof\"]`, and found `tags = [\"klacht\"]`",
        ),
        (
            "schade",
            "{ text = 'schade', urgency = 'urgent' }",
            "expected `urgency = \"urgent\"`, and found `urgency = \"high\"`",
        ),
        (
            "schade",
            "{ text = 'schade', redact = true }",
            "expected `redact = true`, and found no `redact`",
        ),
    ];
    for (when, example, wrong) in table {
        let wanted = format!("rules[1].examples[0]: {wrong}; change the rule or the example");
        assert_eq!(told(when, example), [wanted], "{example}");
    }
}

#[test]
fn a_playbook_can_be_compiled_only_where_its_examples_hold() {
    let rules = |text: &str| {
        playbook(&format!(
            "[[rules]]\nid = 'r'\nwhen = 'schade'\nthen = {{ tags = ['t'] }}\nexamples = [{{ text = '{text}' }}]"
        ))
    };
    assert!(rules("schade").compile_checked().is_ok());
    match rules("brand").compile_checked() {
        Err(CompileError::Examples { problems }) => {
            assert_eq!(problems[0].path, "rules[0].examples[0]");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn examples_are_written_back() {
    let rules = read(
        "[[rules]]\nid = 'r'\nwhen = 'a'\nthen = { redact = true }\nexamples = [\
         { text = 'a', channel = 'dm', author = '@x', followers = 3, reach = 4, lang = 'nl', \
           at = '2011-06-06T12:00:00Z', reply = 'to-us', repost = true, attachment = ['image', 'link'], \
           detected-by = 'press', search-term = 's', via = 'v', labels = { legal = 0.5 }, abstained = true, \
           case = { open = true, owner = 'els', tags = 'vip', last-contact = '2011-06-05T12:00:00Z' }, \
           customer = { a = 1, b = 'c' }, host = { storm = true }, capacity = { avond = { waiting = 3 } }, \
           rates = [{ of = 'mentions', within = '1 day', count = 3, usual = 2.0 }], respond = 'complaint', \
           tags = ['t'] }, { text = 'b', fires = false }]",
    );
    let value = toml::Value::try_from(rules.rules()).unwrap();
    let written = toml::to_string(&toml::Table::from_iter([("rules".to_owned(), value)])).unwrap();
    assert_eq!(read(&written).rules(), rules.rules());
    assert_eq!(rules.rules()[0].examples.len(), 2);
}
