"""A BitTorrent peer on libtorrent: peer.py [option ...]

    make FILE DIR [v1|v2|hybrid] [TRACKER ...]   writes a torrent of DIR/* and says its info hashes
    run FILE|MAGNET SAVE key=value ...           shares it until it is told to end, or downloads it

Keys of run: port, utp, tcp, dht, lsd, pex, encryption (off, on, forced), bootstrap (ADDRESS:PORT), peer (ADDRESS:PORT), until (seed: ends
when it has all; a number: seconds), linger (seconds after that), up, down (bytes a second), slots (peers that it lets have pieces), rechoke
(seconds), truth (FILE, where it says as JSON what it saw itself: who choked whom when, pieces, blocks of each host).
"""
import json
import os
import sys
import time

import libtorrent as lt


def make(path, directory, version="v1", *trackers):
    fs = lt.file_storage()
    lt.add_files(fs, directory)
    flags = {"v1": lt.create_torrent.v1_only, "v2": lt.create_torrent.v2_only, "hybrid": 0}[version]
    t = lt.create_torrent(fs, int(os.environ.get("PIECE", "32768")), flags=flags)
    for tier, url in enumerate(trackers):
        if url.startswith("seed="):
            t.add_url_seed(url[5:])
        else:
            t.add_tracker(url, tier)
    t.set_creator("example")
    lt.set_piece_hashes(t, os.path.dirname(directory.rstrip("/")))
    entry = t.generate()
    entry[b"creation date"] = 1700000000
    with open(path, "wb") as f:
        f.write(lt.bencode(entry))
    info = lt.torrent_info(path)
    print(lt.make_magnet_uri(info))


def run(what, save, *options):
    o = dict(x.split("=", 1) for x in options)
    on = lambda key, default="1": o.get(key, default) == "1"
    host, _, port = o.get("port", "6881").rpartition(":")
    policy = {"off": lt.enc_policy.pe_disabled, "on": lt.enc_policy.pe_enabled, "forced": lt.enc_policy.pe_forced}[o.get("encryption", "off")]
    settings = {
        "listen_interfaces": "%s:%s" % (host or "0.0.0.0", port),
        "enable_outgoing_utp": on("utp", "0"), "enable_incoming_utp": on("utp", "0"),
        "enable_outgoing_tcp": on("tcp"), "enable_incoming_tcp": on("tcp"),
        "enable_dht": on("dht", "0"), "enable_lsd": on("lsd", "0"), "enable_upnp": False, "enable_natpmp": False,
        "dht_bootstrap_nodes": o.get("bootstrap", ""), "dht_restrict_routing_ips": False, "dht_restrict_search_ips": False,
        "dht_prefer_verified_node_ids": False, "dht_enforce_node_id": False,
        "in_enc_policy": int(policy), "out_enc_policy": int(policy), "allowed_enc_level": int(lt.enc_level.rc4) if o.get("encryption") == "forced" else int(lt.enc_level.both),
        "allow_multiple_connections_per_ip": True, "announce_to_all_trackers": True, "announce_to_all_tiers": True,
        "upload_rate_limit": int(o.get("up", "0")), "download_rate_limit": int(o.get("down", "0")), "min_reconnect_time": 2,
        "user_agent": "example/1.0 libtorrent/" + lt.version, "mixed_mode_algorithm": 0, "alert_mask": 0x7fffffff & ~0x400,
        "unchoke_slots_limit": int(o.get("slots", "8")), "unchoke_interval": int(o.get("rechoke", "15")), "local_service_announce_interval": 300,
    }
    session = lt.session(settings)
    p = lt.parse_magnet_uri(what) if what.startswith("magnet:") else lt.add_torrent_params()
    if not what.startswith("magnet:"):
        p.ti = lt.torrent_info(what)
    p.save_path = save
    p.flags &= ~lt.torrent_flags.auto_managed & ~lt.torrent_flags.paused
    if not on("pex"):
        p.flags |= lt.torrent_flags.disable_pex
    t = session.add_torrent(p)
    t.resume()
    dialled, announced, begun, done = 0, 0, time.time(), 0
    truth = {"choking": [], "pieces": [], "blocks": {}}
    until = o.get("until", "forever")
    while True:
        time.sleep(0.05)
        for a in session.pop_alerts():
            if "truth" in o:
                note(truth, a)
            if "VERBOSE" in os.environ:
                print("%.3f" % (time.time() - begun), a.what(), a.message(), flush=True)
        s = t.status()
        if "peer" in o and time.time() - dialled > 3 and s.num_peers < len(o["peer"].split(",")) and not s.is_seeding:
            for end in o["peer"].split(","):
                a, _, n = end.rpartition(":")
                t.connect_peer((a, int(n)))
            dialled = time.time()
        if on("dht", "0") and time.time() - announced > 4 and not done:
            t.force_dht_announce()
            announced = time.time()
        if until == "seed" and s.is_seeding and not done:
            done = time.time()
            print("done", s.total_payload_download, s.total_payload_upload, flush=True)
        if done and time.time() - done > float(o.get("linger", "1")):
            break
        if until not in ("seed", "forever") and time.time() - begun > float(until):
            break
    if "truth" in o:
        with open(o["truth"], "w") as f:
            json.dump(truth, f, indent=0, sort_keys=True)
    for x in t.get_peer_info():
        print("peer", x.ip, x.client, x.total_download, x.total_upload, flush=True)
    session.remove_torrent(t)
    time.sleep(1)


def note(truth, a):
    """Notes who choked whom, which pieces were complete, and how many blocks each host gave and got; times are seconds since 1970."""
    words = a.message().split()
    if a.what() == "peer_log" and len(words) > 1:
        for sign, who in (("==>", "me"), ("<==", "peer")):
            if sign in words:
                what = words[words.index(sign) + 1]
                if what in ("CHOKE", "UNCHOKE"):
                    truth["choking"].append([round(time.time(), 3), who, what, "%s:%d" % a.ip])
    elif a.what() == "piece_finished":
        truth["pieces"].append([round(time.time(), 3), a.piece_index])
    elif a.what() in ("block_finished", "block_uploaded"):
        truth["blocks"].setdefault(a.ip[0], [0, 0])[a.what() == "block_uploaded"] += 1


if __name__ == "__main__":
    {"make": make, "run": run}[sys.argv[1]](*sys.argv[2:])
