#!/bin/bash
# Streaming over HTTP: streaming.sh
# apt-get install nginx-light ffmpeg python3 tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  web 192.0.2.80   RTT 30 ms   nginx :80
#   What web sends is limited (tbf): 200 kbit/s, from 4 s on 30 kbit/s, from 13 s on 200 kbit/s again: the player has to choose
#   another quality, stalls, and comes back. player.py logs its buffer; the logs are kept beside the captures.
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms web:192.0.2.80:5ms
names '192.0.2.80 video.example.com'

site=$work/site
mkdir -p "$site/hls" "$site/dash"
source=(-f lavfi -i testsrc2=size=160x90:rate=15:duration=18 -f lavfi -i sine=frequency=440:sample_rate=16000:duration=18)
video=(-c:v libx264 -preset slow -g 30 -keyint_min 30 -sc_threshold 0 -pix_fmt yuv420p -b:v:0 24k -maxrate:v:0 28k -bufsize:v:0 28k
  -filter:v:1 scale=320:180 -b:v:1 96k -maxrate:v:1 110k -bufsize:v:1 110k)
(cd "$site/hls" && ffmpeg -loglevel error -y "${source[@]}" -map 0:v -map 1:a -map 0:v -map 1:a "${video[@]}" -c:a aac -b:a 12k -ac 1 \
  -f hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 -var_stream_map 'v:0,a:0,name:low v:1,a:1,name:high' \
  -master_pl_name master.m3u8 -hls_segment_filename '%v-%d.m4s' -hls_fmp4_init_filename init-%v.mp4 %v.m3u8)
(cd "$site/dash" && ffmpeg -loglevel error -y "${source[@]}" -map 0:v -map 0:v -map 1:a "${video[@]}" -c:a aac -b:a 12k -ac 1 \
  -f dash -seg_duration 2 -use_template 1 -use_timeline 1 -adaptation_sets 'id=0,streams=v id=1,streams=a' manifest.mpd)
cat >"$work/nginx.conf" <<END
pid $work/nginx.pid;
error_log $work/error.log;
events {}
http {
  access_log off;
  types { application/vnd.apple.mpegurl m3u8; application/dash+xml mpd; video/mp4 mp4 m4s; }
  server { listen 80; root $site; }
}
END
chmod -R a+rX "$work"
serve web nginx -c "$work/nginx.conf" -g 'daemon off;'

link() { ip netns exec web tc qdisc "$1" dev eth0 root tbf rate "$2" burst 3kb latency 300ms; }
play() { # NAME URL
  link add 200kbit
  wire client "streaming-$1.pcap" tcp port 80
  (sleep 4 && link change 30kbit && sleep 9 && link change 200kbit) &
  LIMIT=90 c python3 "$record_dir/player.py" "$2" "$work/$1.log"
  wait $!
  cut_wires
  ip netns exec web tc qdisc del dev eth0 root
  mkdir -p "$out/streaming"
  cp "$work/$1.log" "$out/streaming/$1.log"
}
play hls http://video.example.com/hls/master.m3u8
play dash http://video.example.com/dash/manifest.mpd
