use crate::document::Value;

/// Lays a brand's document over the one it inherits from.
///
/// Tables are joined key by key and `null` takes an entry away. Lists of
/// tables that have an `id`, such as rules, are joined by it: an entry of the
/// brand replaces the one of the same id where it stands, one with
/// `off = true` takes it away, and new ones come first, so that a brand's own
/// rule is looked at before the common ones.
pub(super) fn lay_over(brand: Value, base: Value) -> Value {
    match (base, brand) {
        (Value::Table(mut below), Value::Table(above)) => {
            for (key, value) in above {
                match (below.remove(&key), value) {
                    (_, Value::Null) => {}
                    (Some(old), new) => {
                        below.insert(key, lay_over(new, old));
                    }
                    (None, new) => {
                        below.insert(key, new);
                    }
                }
            }
            Value::Table(below)
        }
        (Value::List(below), Value::List(above)) if below.iter().chain(&above).all(has_id) => {
            Value::List(join_by_id(below, above))
        }
        (_, above) => above,
    }
}

fn join_by_id(mut below: Vec<Value>, above: Vec<Value>) -> Vec<Value> {
    let mut joined = Vec::new();
    for entry in above {
        let is_off = entry.get("off") == Some(&Value::Bool(true));
        let same = |old: &Value| old.get("id") == entry.get("id");
        match below.iter().position(same) {
            Some(place) if is_off => drop(below.remove(place)),
            Some(place) => below.splice(place..=place, [entry]).for_each(drop),
            None => joined.push(entry),
        }
    }
    joined.extend(below);
    joined
}

fn has_id(value: &Value) -> bool {
    value.get("id").is_some()
}

#[cfg(test)]
mod tests {
    use super::lay_over;
    use crate::document::Value;

    #[test]
    fn entries_with_an_id_are_replaced_taken_away_and_put_first() {
        let base =
            "name = 'a'\nrules = [{ id = 'x', n = 1 }, { id = 'y', n = 2 }, { id = 'z', n = 3 }]";
        let brand =
            "rules = [{ id = 'new', n = 0 }, { id = 'y', n = 9 }, { id = 'z', off = true }]";
        let joined =
            "name = 'a'\nrules = [{ id = 'new', n = 0 }, { id = 'x', n = 1 }, { id = 'y', n = 9 }]";
        let read = |text| toml::from_str::<Value>(text).unwrap();
        assert_eq!(lay_over(read(brand), read(base)), read(joined));
    }
}
