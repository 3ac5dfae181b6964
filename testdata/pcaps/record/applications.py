#!/usr/bin/python3
"""applications.py [DIR]: what applications say to each other that no program at hand says: messengers, screens, management of networks."""
from machines import Capture


def xmpp():
    stream = b"<stream:stream %s='example.com' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
    c = Capture()
    c.connection(5222, [
        (True, b"<?xml version='1.0'?>" + stream % b"to"), (False, b"<?xml version='1.0'?>" + stream % b"from"),
        (False, b"<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>"),
        (True, b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFsaWNlAHhtcHAtc2VjcmV0</auth>"),
        (False, b"<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"),
        (True, stream % b"to"), (False, stream % b"from"),
        (True, b"<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>desk</resource></bind></iq>"),
        (False, b"<iq type='result' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@example.com/desk</jid></bind></iq>"),
        (True, b"<iq type='get' id='r1'><query xmlns='jabber:iq:roster'/></iq><presence/>"),
        (False, b"<iq type='result' id='r1' to='alice@example.com/desk'><query xmlns='jabber:iq:roster'><item jid='bob@"), (False, b"example.com'/></query></iq>"),
        (True, b"<message to='bob@example.com' type='chat'><body>Tea?</body></message>"), (True, b" "),
        (False, b"<presence from='bob@example.com/phone' to='alice@example.com'/>"),
        (True, b"</stream:stream>"), (False, b"</stream:stream>"),
    ])
    c.write("xmpp-login-and-message.pcap")


if __name__ == "__main__":
    xmpp()
