use super::*;

#[test]
fn every_shipped_method_is_read_and_printed_without_loss() {
    for own in shipped() {
        let (method, found) = read_method(own.id, own.text);
        assert_eq!(found, [], "{}", own.id);
        let method = method.expect("nothing was found");
        assert_eq!(method.id, own.id);
        let printed = method::print(&method);
        let (again, found) = read_method("printed", &printed);
        assert_eq!(found, [], "{}", own.id);
        assert_eq!(again.expect("nothing was found"), method, "{}", own.id);
    }
}
