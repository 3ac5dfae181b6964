#!/bin/bash
# Telephony: voip.sh
# apt-get install sip-tester ffmpeg python3 tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms   phone 192.0.2.60            RTT 30 ms
#                                      -- 5 ms   lossy 192.0.2.66  5 % lost, 3 % reordered
. "$(dirname "$0")/lab.sh"
cd "$record_dir/voip"
cp ./*.xml "$work" && cd "$work"
python3 "$record_dir/voip/speech.py" 2 >speech.ulaw
lab_up client:192.0.2.10:10ms phone:192.0.2.60:5ms lossy:192.0.2.66:5ms:0.05:0.03

# call FILE HOST ADDRESS TRANSPORT: a call of 2.5 s to who rings for 600 ms, recorded at both ends
call() {
  serve "$2" sipp -sf callee.xml -i "$3" -p 5060 -t "$4" -rtp_echo -mp 40000 -m 1 -nostdin
  wire client "$1.pcap"
  [ "$2" = lossy ] && wire lossy "$1-at-callee.pcap"
  c sipp "$3:5060" -sf caller.xml -i 192.0.2.10 -p 5060 -t "$4" -s bob -m 1 -nostdin -mp 30000 -trace_stat -stf "$work/$1.csv" -cid_str "$4-%u@192.0.2.10"
  cut_wires
}
call sip-call-udp phone 192.0.2.60 u1
call sip-call-tcp phone 192.0.2.60 t1
call sip-call-loss lossy 192.0.2.66 u1

serve phone sipp -sf busy.xml -i 192.0.2.60 -p 5060 -m 1 -nostdin
wire client sip-busy-and-register.pcap
c sipp 192.0.2.60:5060 -sf refused.xml -i 192.0.2.10 -p 5060 -s carol -m 1 -nostdin -cid_str 'busy-%u@192.0.2.10'
sleep 2 # until the port is free
for password in wrong-example s3cret-example; do
  serve phone sipp -sf registrar.xml -i 192.0.2.60 -p 5060 -m 1 -nostdin
  c sipp 192.0.2.60:5060 -sf register.xml -i 192.0.2.10 -p 5060 -au alice -ap $password -m 1 -nostdin -cid_str "$password-%u@192.0.2.10"
  sleep 2
done
cut_wires

# stream FILE TRANSPORT: ffmpeg sends 2 s of G.711 to another one that listens; both send RTCP
stream() {
  SETTLE=3 serve phone ffmpeg -v error -rtsp_flags listen -i rtsp://192.0.2.60:8554/live -f mulaw -y "$work/$1.ulaw"
  wire client "$1.pcap"
  c ffmpeg -v error -re -f mulaw -ar 8000 -ac 1 -i speech.ulaw -c copy -f rtsp -rtsp_transport "$2" rtsp://192.0.2.60:8554/live
  cut_wires
}
stream rtsp-record-udp udp
stream rtsp-record-interleaved tcp
